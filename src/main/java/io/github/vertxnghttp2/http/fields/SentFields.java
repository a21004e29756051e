package io.github.vertxnghttp2.http.fields;

import io.github.vertxnghttp2.binding.FieldCheck;
import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.handler.codec.Headers;

/** The fields of a message that Vert.x sends. */
public final class SentFields {

  private SentFields() {
  }

  /** The fields without those of HTTP/1.1 connections, which applications set all the same. */
  public static HeaderList of(Headers<CharSequence, CharSequence, ?> headers) {
    FieldMap fields = FieldMap.of(headers);
    for (String name : FieldCheck.connectionSpecific()) {
      fields.remove(name);
    }
    return fields.list();
  }

  /**
   * Removes the status.
   *
   * @throws IllegalArgumentException if there is none, or if it is no number
   */
  public static int takeStatus(HeaderList fields) {
    for (int i = fields.size() - 1; i >= 0; i--) { // Vert.x sets it last
      if (fields.name(i).equals(FieldMap.STATUS)) {
        int status = Integer.parseInt(fields.value(i));
        fields.remove(i);
        return status;
      }
    }
    throw new IllegalArgumentException("the response has no status");
  }
}
