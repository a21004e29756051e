package io.github.vertxnghttp2.protocol.stream;

import io.github.vertxnghttp2.frame.ErrorCode;

/** Why a stream fails, and what this side does about it. Created only for a stream that fails. */
public final class StreamVerdict {
  private String reason;
  private ErrorCode refusal;
  private boolean stopsRequest;

  /** A text for the log and for exceptions; {@code null} if nothing is known. */
  public String reason() {
    return reason;
  }

  /** Gives the reason, unless one was given before. */
  public void explain(String why) {
    if (reason == null) {
      reason = why;
    }
  }

  /**
   * This side resets the stream because of what the peer sent. The listener gets nothing that the peer sends after
   * this.
   */
  public void refuse(ErrorCode code, String why) {
    refusal = code;
    reason = why;
  }

  /** The code of the RST_STREAM sent because of the peer's fault; {@code null} if there was no such fault. */
  public ErrorCode refusal() {
    return refusal;
  }

  /** The rest of the request is not wanted. When the response has been sent, the stream is reset with NO_ERROR. */
  public void stopRequest() {
    stopsRequest = true;
  }

  public boolean stopsRequest() {
    return stopsRequest;
  }
}
