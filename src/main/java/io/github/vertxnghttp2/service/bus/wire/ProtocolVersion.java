package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.json.JsonObject;

/**
 * The version of the protocol of streams, in OPEN and ACCEPT. An end that does not have the version of the other end
 * refuses the stream.
 */
public final class ProtocolVersion {
  /** The version of this library. */
  public static final int CURRENT = 2;
  /** The failure code of a message with another version: 501, not implemented. */
  public static final int CODE = 501;
  /** The version of messages without one. */
  private static final int FIRST = 1;
  private static final String NAME = "version";

  private ProtocolVersion() {
  }

  static JsonObject into(JsonObject json) {
    return json.put(NAME, CURRENT);
  }

  /**
   * Checks the version of OPEN or ACCEPT. To be called before other members are read.
   *
   * @throws MalformedMessageException with {@link #CODE} if it is another one; the text has both versions
   */
  public static void check(JsonReader in) {
    long version = in.has(NAME) ? in.number(NAME, FIRST, JsonReader.MAX_NUMBER) : FIRST;
    if (version != CURRENT) {
      throw new MalformedMessageException(in.path(NAME) + (in.has(NAME) ? " is " + version
        : " is missing, which means " + FIRST) + "; this end has version " + CURRENT + " of streams over the event bus,"
        + " and the other end needs it, too", CODE);
    }
  }
}
