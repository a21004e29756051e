package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;

/** The connection ended, or is about to: with a GOAWAY, or without. */
public final class ConnectionClosedException extends Http2Exception {
  private static final long serialVersionUID = 1L;

  private final int lastStreamId;
  private final String debugText;
  private final boolean lost;

  /**
   * A connection that ended with a GOAWAY, or that this side closed.
   *
   * @param lastStreamId the last stream that the peer processed; {@link Integer#MAX_VALUE} if it did not say
   * @param debugText the debug data of the GOAWAY, or why this side closed the connection
   */
  public ConnectionClosedException(long code, int lastStreamId, String debugText, Initiator initiator, Throwable cause) {
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
   * A connection that was lost: its socket was closed or reset, or TLS failed. It has {@link Http2Exception#NO_CODE}.
   *
   * @param reason what broke
   */
  public static ConnectionClosedException lost(String reason) {
    return new ConnectionClosedException("the connection was lost: " + reason, NO_CODE, Integer.MAX_VALUE, reason,
      Initiator.REMOTE, true, null);
  }

  /**
   * A connection that was lost after the peer's GOAWAY, of which it has code, last stream and debug text.
   *
   * @param reason what broke
   */
  public static ConnectionClosedException lostAfterGoAway(long code, int lastStreamId, String debugText, String reason) {
    return new ConnectionClosedException("the connection was lost after the peer's GOAWAY with " + ErrorCode.nameOf(code)
      + (debugText.isEmpty() ? "" : ": " + debugText) + " (" + reason + ")", code, lastStreamId, debugText,
      Initiator.REMOTE, true, null);
  }

  /** The last stream that the peer may have acted on; {@link Integer#MAX_VALUE} if it did not say. */
  public int lastStreamId() {
    return lastStreamId;
  }

  /** The debug data of the GOAWAY read as UTF-8, or what broke; empty if there is nothing to say. */
  public String debugText() {
    return debugText;
  }

  /** Whether the connection was lost: its socket was closed or reset, or TLS failed, perhaps after a GOAWAY. */
  public boolean isLost() {
    return lost;
  }
}
