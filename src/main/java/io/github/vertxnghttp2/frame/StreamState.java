package io.github.vertxnghttp2.frame;

/** The states of a stream, RFC 9113 section 5.1, numbered as libnghttp2 numbers them. */
public enum StreamState {
  IDLE,
  OPEN,
  RESERVED_LOCAL,
  RESERVED_REMOTE,
  HALF_CLOSED_LOCAL,
  HALF_CLOSED_REMOTE,
  CLOSED;

  private static final StreamState[] ALL = values();

  /** libnghttp2's number, 1 to 7. */
  public int code() {
    return ordinal() + 1;
  }

  /** The state with that number, or {@code null}. */
  public static StreamState of(long code) {
    return code > 0 && code <= ALL.length ? ALL[(int) code - 1] : null;
  }

  /** The name of a state for people to read, its number in hexadecimal if it is unknown. */
  public static String nameOf(long code) {
    StreamState known = of(code);
    return known != null ? known.name() : "0x" + Long.toHexString(code);
  }
}
