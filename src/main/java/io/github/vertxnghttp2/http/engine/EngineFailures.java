package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/** Errors of the peer as the exceptions that Vert.x's own engine reports: those of Netty. */
final class EngineFailures {

  private EngineFailures() {
  }

  static Http2Exception ofConnection(ConnectionEnd end) {
    return Http2Exception.connectionError(error(end.errorCode()), "%s", end);
  }

  static Http2Exception ofStream(Stream stream, long errorCode) {
    String fault = stream.fault() == null ? "the stream was reset" : stream.fault();
    return Http2Exception.streamError(stream.id(), error(errorCode), "%s", fault);
  }

  /** The body of a message cannot be decompressed. */
  static Http2Exception ofBody(Stream stream, Exception cause) {
    return Http2Exception.streamError(stream.id(), Http2Error.INTERNAL_ERROR, cause,
      "the body cannot be decompressed: %s", cause.getMessage());
  }

  /** The application does not take custom frames as fast as they come. */
  static Http2Exception ofCustomFrames(Stream stream) {
    return Http2Exception.streamError(stream.id(), Http2Error.ENHANCE_YOUR_CALM,
      "more than %d bytes of custom frames wait for the application", CustomFrames.MAX_WAITING_BYTES);
  }

  private static Http2Error error(long code) {
    Http2Error known = Http2Error.valueOf(code);
    return known == null ? Http2Error.INTERNAL_ERROR : known;
  }
}
