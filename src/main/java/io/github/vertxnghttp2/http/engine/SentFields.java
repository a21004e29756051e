package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.handler.codec.Headers;

/** The fields of a message that Vert.x sends. */
final class SentFields {

  private SentFields() {
  }

  /** The fields without those of HTTP/1.1, which HTTP/2 forbids (RFC 9113 section 8.2.2). Applications set them. */
  static HeaderList of(Headers<CharSequence, CharSequence, ?> headers) {
    HeaderList fields = FieldMap.list(headers);
    for (int i = fields.size() - 1; i >= 0; i--) {
      if (isOfHttp1(fields.name(i))) {
        fields.remove(i);
      }
    }
    return fields;
  }

  private static boolean isOfHttp1(String name) {
    return switch (name) {
      case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" -> true;
      default -> false;
    };
  }
}
