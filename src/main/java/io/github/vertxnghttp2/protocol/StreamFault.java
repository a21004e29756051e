package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.ErrorCode;

/** What is wrong with a stream, and what that comes to. Made for the few streams with which something is. */
final class StreamFault {
  /** For a person; {@code null} if nothing is known. */
  private String text;
  /** With which the stream is reset for what the peer sent, or {@code null}. */
  private ErrorCode refusal;
  /** The rest of the peer's message is not wanted. */
  private boolean curtailed;

  String text() {
    return text;
  }

  /** The first reason counts. */
  void blame(String why) {
    if (text == null) {
      text = why;
    }
  }

  /** Of what the peer sends after it, nothing is told. */
  void refuse(ErrorCode code, String why) {
    refusal = code;
    text = why;
  }

  ErrorCode refusal() {
    return refusal;
  }

  void curtail() {
    curtailed = true;
  }

  boolean isCurtailed() {
    return curtailed;
  }
}
