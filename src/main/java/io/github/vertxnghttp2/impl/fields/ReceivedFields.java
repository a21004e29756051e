package io.github.vertxnghttp2.impl.fields;

import io.github.vertxnghttp2.frame.HeaderList;
import io.vertx.core.MultiMap;

/** Reads the header fields of a message that the peer has sent. */
public final class ReceivedFields {
  private ReceivedFields() {
  }

  /** The fields without the pseudo-header fields. */
  public static MultiMap of(HeaderList head) {
    HeaderList fields = new HeaderList(head.size());
    for (int i = 0; i < head.size(); i++) {
      if (head.name(i).charAt(0) != ':') {
        fields.add(head.name(i), head.value(i), head.isSensitive(i));
      }
    }
    CookieCrumbs.join(fields);
    return new HeadersMultiMap(fields, false);
  }

  /** The value of {@code :status}. nghttp2 has made sure that it is there and has three digits. */
  public static int status(HeaderList head) {
    return Integer.parseInt(head.get(":status"));
  }

  /** The first value of that name, or {@code null}; the cookie fields are joined. */
  public static String value(HeaderList head, String name) {
    return CookieCrumbs.isName(name) ? CookieCrumbs.joined(head) : head.get(name);
  }
}
