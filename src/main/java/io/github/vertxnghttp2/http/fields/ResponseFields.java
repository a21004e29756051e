package io.github.vertxnghttp2.http.fields;

import io.github.vertxnghttp2.frame.HeaderList;

/**
 * Makes the lists of fields for the responses of a connection, with room for as many fields as the responses before.
 * Most responses of a connection have as many, so that no list grows.
 */
public final class ResponseFields {
  private static final int FIRST_ROOM = 8;
  /** A response with very many fields must not make those that follow reserve memory for as many. */
  private static final int ROOM_MAX = 64;

  /** Threads that make and send responses share it without a lock: an old value only makes a list grow. */
  private int room = FIRST_ROOM;

  /** A new list without fields. From any thread. */
  public FieldMap make() {
    return new FieldMap(new HeaderList(room));
  }

  /** A response has been sent with these fields. */
  public void sent(HeaderList fields) {
    room = Math.min(ROOM_MAX, Math.max(fields.size(), room - 1));
  }
}
