package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;

/** The connection ended, or is about to: with a GOAWAY, or without. */
public final class ConnectionClosedException extends Http2Exception {
  private static final long serialVersionUID = 1L;

  private final int lastStreamId;
  private final String debugText;

  /**
   * @param lastStreamId the last stream that the peer processed; {@link Integer#MAX_VALUE} if it did not say
   * @param debugText the debug data of the GOAWAY, or what broke
   */
  public ConnectionClosedException(long code, int lastStreamId, String debugText, Initiator initiator, Throwable cause) {
    super("the connection was closed with " + ErrorCode.nameOf(code) + (debugText.isEmpty() ? "" : ": " + debugText),
      code, initiator, cause);
    this.lastStreamId = lastStreamId;
    this.debugText = debugText;
  }

  /** The last stream that the peer may have acted on; {@link Integer#MAX_VALUE} if it did not say. */
  public int lastStreamId() {
    return lastStreamId;
  }

  /** The debug data of the GOAWAY read as UTF-8, or what broke; empty if there is nothing to say. */
  public String debugText() {
    return debugText;
  }
}
