package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.handler.codec.Headers;

/** The fields of a message that Vert.x sends. */
final class SentFields {
  private static final String[] OF_HTTP_1 = {"connection", "keep-alive", "proxy-connection", "transfer-encoding",
    "upgrade"};

  private SentFields() {
  }

  /** The fields without those of HTTP/1.1, which HTTP/2 forbids (RFC 9113 section 8.2.2). Applications set them. */
  static HeaderList of(Headers<CharSequence, CharSequence, ?> headers) {
    HeaderList fields = FieldMap.list(headers);
    for (String name : OF_HTTP_1) {
      fields.remove(name);
    }
    return fields;
  }
}
