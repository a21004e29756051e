package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.ProtocolException;
import io.github.vertxnghttp2.RequestTimeoutException;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.UnprocessedException;
import io.github.vertxnghttp2.service.bus.wire.MalformedMessageException;
import io.vertx.core.VertxException;

import java.io.IOException;

/** A failure of the client service, with the failure code that its caller gets. */
final class ServiceFailure extends VertxException {
  private static final long serialVersionUID = 1L;

  static final int BAD_INPUT = 400;
  static final int FORBIDDEN = 403;
  static final int BODY_TOO_LARGE = 413;
  static final int NO_HTTP2 = 421;
  static final int RESET_BY_PEER = 499;
  static final int OTHER = 500;
  static final int NO_CONNECTION = 502;
  static final int UNPROCESSED = 503;
  static final int TIMEOUT = 504;

  private final int code;

  ServiceFailure(int code, String text) {
    super(text, true);
    this.code = code;
  }

  int code() {
    return code;
  }

  static ServiceFailure badInput(String text) {
    return new ServiceFailure(BAD_INPUT, text);
  }

  /** Returns the failure with the code for this cause. */
  static ServiceFailure of(Throwable failure) {
    if (failure instanceof ServiceFailure known) {
      return known;
    }
    if (failure instanceof MalformedMessageException malformed) {
      return new ServiceFailure(malformed.code(), malformed.getMessage());
    }
    return new ServiceFailure(codeOf(failure), failure.getMessage() == null ? failure.toString()
      : failure.getMessage());
  }

  private static int codeOf(Throwable failure) {
    if (failure instanceof Http2Exception) {
      return codeOfHttp2(failure);
    }
    // If connecting failed, the cause is an exception of Java. It is one of Vert.x if the connection closed meanwhile.
    return failure instanceof IOException || failure instanceof VertxException ? NO_CONNECTION : OTHER;
  }

  private static int codeOfHttp2(Throwable failure) {
    if (failure instanceof UnprocessedException) {
      return UNPROCESSED;
    }
    if (failure instanceof RequestTimeoutException) {
      return TIMEOUT;
    }
    if (failure instanceof ProtocolException) {
      return NO_HTTP2;
    }
    if (failure instanceof ConnectionClosedException) {
      return NO_CONNECTION;
    }
    boolean byPeer = failure instanceof StreamClosedException reset
      && reset.initiator() == Http2Exception.Initiator.REMOTE;
    return byPeer ? RESET_BY_PEER : OTHER;
  }
}
