package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;

/**
 * The response was not there in time; the stream was reset with CANCEL. Whether the server acted on the request is unknown. Also
 * what {@link ClientSession#ping} fails with that is not answered in time.
 */
public final class RequestTimeoutException extends Http2Exception {
  private static final long serialVersionUID = 1L;

  /** @param message what took too long, and which setting says so */
  public RequestTimeoutException(String message) {
    super(message, ErrorCode.CANCEL.code(), Initiator.LOCAL, null);
  }
}
