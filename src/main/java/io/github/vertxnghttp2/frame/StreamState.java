package io.github.vertxnghttp2.frame;

/** The states of a stream, RFC 9113 section 5.1, numbered as libnghttp2 numbers them. */
public enum StreamState {
  IDLE(1),
  OPEN(2),
  RESERVED_LOCAL(3),
  RESERVED_REMOTE(4),
  HALF_CLOSED_LOCAL(5),
  HALF_CLOSED_REMOTE(6),
  CLOSED(7);

  private static final StreamState[] BY_CODE = new StreamState[CLOSED.code + 1];

  static {
    for (StreamState state : values()) {
      BY_CODE[state.code] = state;
    }
  }

  private final int code;

  StreamState(int code) {
    this.code = code;
  }

  /** libnghttp2's number, 1 to 7. */
  public int code() {
    return code;
  }

  /** The state with that number, or {@code null}. */
  public static StreamState of(long code) {
    return code > 0 && code < BY_CODE.length ? BY_CODE[(int) code] : null;
  }

  /** The name of a state for people to read, its number in hexadecimal if it is unknown. */
  public static String nameOf(long code) {
    StreamState known = of(code);
    return known != null ? known.name() : "0x" + Long.toHexString(code);
  }
}
