package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;

/** The connection is closed or will be closed soon, with or without a GOAWAY. */
public final class ConnectionClosedException extends Http2Exception {
  private static final long serialVersionUID = 1L;

  private final int lastStreamId;
  private final String debugText;
  private final boolean lost;

  /**
   * For a connection that ended with a GOAWAY, or that this side closed.
   *
   * @param lastStreamId the last stream that the peer processed; {@link Integer#MAX_VALUE} if unknown
   * @param debugText the debug data of the GOAWAY, or why this side closed the connection
   */
  public ConnectionClosedException(long code, int lastStreamId, String debugText, Initiator initiator,
                                   Throwable cause) {
    this("the connection was closed with " + ErrorCode.nameOf(code) + (debugText.isEmpty() ? "" : ": " + debugText),
      code, lastStreamId, debugText, initiator, false, cause);
  }

  private ConnectionClosedException(String message, long code, int lastStreamId, String debugText, Initiator initiator,
                                    boolean lost, Throwable cause) {
    super(message, code, initiator, cause);
    this.lastStreamId = lastStreamId;
    this.debugText = debugText;
    this.lost = lost;
  }

  /**
   * For a connection that was lost: its socket was closed or reset, or TLS failed. The code is
   * {@link Http2Exception#NO_CODE}.
   *
   * @param reason how it was lost
   */
  public static ConnectionClosedException lost(String reason) {
    return new ConnectionClosedException("the connection was lost: " + reason, NO_CODE, Integer.MAX_VALUE, reason,
      Initiator.REMOTE, true, null);
  }

  /**
   * For a connection that was lost after the peer had sent GOAWAY. Code, last stream and debug text are those of the
   * GOAWAY.
   *
   * @param reason how it was lost
   */
  public static ConnectionClosedException lostAfterGoAway(long code, int lastStreamId, String debugText,
                                                          String reason) {
    return new ConnectionClosedException("the connection was lost after the peer's GOAWAY with "
      + ErrorCode.nameOf(code) + (debugText.isEmpty() ? "" : ": " + debugText) + " (" + reason + ")",
      code, lastStreamId, debugText, Initiator.REMOTE, true, null);
  }

  /** The last stream that the peer may have processed; {@link Integer#MAX_VALUE} if unknown. */
  public int lastStreamId() {
    return lastStreamId;
  }

  /** The debug data of the GOAWAY, decoded as UTF-8, or how the connection was lost; may be empty. */
  public String debugText() {
    return debugText;
  }

  /** Whether the connection was lost: its socket was closed or reset, or TLS failed, perhaps after a GOAWAY. */
  public boolean isLost() {
    return lost;
  }
}
