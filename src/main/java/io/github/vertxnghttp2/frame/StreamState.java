package io.github.vertxnghttp2.frame;

/**
 * The states of a stream, RFC 9113 section 5.1. The numbers are those of libnghttp2.
 *
 * <pre>{@code
 *                              IDLE
 *                                |
 *      promise sent              | HEADERS sent or received           promise received
 *          |                     |                                           |
 *          v                     v                                           v
 *   RESERVED_LOCAL             OPEN                                   RESERVED_REMOTE
 *          |                  /      \                                       |
 *          | HEADERS sent    / end    \ end                 HEADERS received |
 *          v                v received v sent                                v
 *     HALF_CLOSED_REMOTE <-'            '-> HALF_CLOSED_LOCAL <--------------'
 *                  \                            /
 *                   \ end sent                 / end received
 *                    '-------> CLOSED <-------'
 * }</pre>
 *
 * <p>An end is a frame with END_STREAM. RST_STREAM, sent or received, and the end of the connection lead from each
 * state except {@link #IDLE} to {@link #CLOSED}.
 */
public enum StreamState {
  /** No frame was sent or received. */
  IDLE(1),
  /** Both sides may send. */
  OPEN(2),
  /** This side has promised the stream, and has not begun the response. */
  RESERVED_LOCAL(3),
  /** The peer has promised the stream, and has not begun the response. */
  RESERVED_REMOTE(4),
  /** This side has ended its message. */
  HALF_CLOSED_LOCAL(5),
  /** The peer has ended its message. */
  HALF_CLOSED_REMOTE(6),
  /** Both messages have ended, or the stream was reset. */
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

  /** Whether this side may send HEADERS or DATA, now or after HEADERS. */
  public boolean isLocalOpen() {
    return this == OPEN || this == HALF_CLOSED_REMOTE || this == RESERVED_LOCAL;
  }

  /** Whether the peer may send HEADERS or DATA, now or after HEADERS. */
  public boolean isRemoteOpen() {
    return this == OPEN || this == HALF_CLOSED_LOCAL || this == RESERVED_REMOTE;
  }

  /** The state after HEADERS of this side. */
  public StreamState headersSent() {
    return switch (this) {
      case IDLE -> OPEN;
      case RESERVED_LOCAL -> HALF_CLOSED_REMOTE;
      default -> this;
    };
  }

  /** The state after HEADERS of the peer. */
  public StreamState headersReceived() {
    return switch (this) {
      case IDLE -> OPEN;
      case RESERVED_REMOTE -> HALF_CLOSED_LOCAL;
      default -> this;
    };
  }

  /** The state after END_STREAM of this side. */
  public StreamState endSent() {
    return switch (this) {
      case OPEN -> HALF_CLOSED_LOCAL;
      case HALF_CLOSED_REMOTE -> CLOSED;
      default -> this;
    };
  }

  /** The state after END_STREAM of the peer. */
  public StreamState endReceived() {
    return switch (this) {
      case OPEN -> HALF_CLOSED_REMOTE;
      case HALF_CLOSED_LOCAL -> CLOSED;
      default -> this;
    };
  }
}
