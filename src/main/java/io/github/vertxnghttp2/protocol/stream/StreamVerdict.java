package io.github.vertxnghttp2.protocol.stream;

import io.github.vertxnghttp2.frame.ErrorCode;

/** Why a stream ends early, and what this side does about it. Only a stream that ends early has one. */
public final class StreamVerdict {
  private String reason;
  private ErrorCode refusal;
  private boolean stopsRequest;

  /** For a person; {@code null} if nothing is known. */
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
   * This side resets the stream for what the peer sent. The listener is told nothing that the peer sends after that.
   */
  public void refuse(ErrorCode code, String why) {
    refusal = code;
    reason = why;
  }

  /** The code of the reset, or {@code null} if this side has not refused what the peer sent. */
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
