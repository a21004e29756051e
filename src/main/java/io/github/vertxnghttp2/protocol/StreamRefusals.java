package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.ErrorCode;

/** Resets streams of a connection for what their peers sent, and reports why. */
final class StreamRefusals {
  private final ConnectionListener listener;

  StreamRefusals(ConnectionListener listener) {
    this.listener = listener;
  }

  /** Resets the stream. Its listener gets nothing that the peer sends after this. */
  void refuse(Stream stream, ErrorCode code, String why) {
    if (!stream.isClosed() && !stream.isRefused()) {
      stream.verdict().refuse(code, why);
      listener.onDiagnostic("stream " + stream.id() + " was reset: " + why);
      stream.reset(code.code());
    }
  }

  /** @see Stream#refuseBody */
  void refuseBody(Stream stream, LimitReached limit, boolean responseEnded) {
    listener.onLimit(limit);
    if (!responseEnded && !stream.isClosed()) {
      refuse(stream, ErrorCode.ENHANCE_YOUR_CALM, limit.text());
      return;
    }
    listener.onDiagnostic("stream " + stream.id() + ": " + limit.text());
    stream.verdict().stopRequest();
    if (stream.isSent()) {
      stopRequest(stream);
    }
  }

  /** RFC 9113 section 8.1: the response was sent, and the rest of the request is not wanted. */
  void stopRequest(Stream stream) {
    if (!stream.isRemoteEnded()) {
      stream.reset(ErrorCode.NO_ERROR.code());
    }
  }
}
