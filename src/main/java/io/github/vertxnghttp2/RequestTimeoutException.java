package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;

/**
 * The response was not complete in time, and the client reset the stream with CANCEL. Whether the server processed the
 * request is unknown. A {@link ClientSession#ping} or {@link Http2Connection#ping} also fails with this exception, if
 * no acknowledgement arrived in time.
 */
public final class RequestTimeoutException extends Http2Exception {
  private static final long serialVersionUID = 1L;

  /** @param message what took too long, and the setting of the timeout */
  public RequestTimeoutException(String message) {
    super(message, ErrorCode.CANCEL.code(), Initiator.LOCAL, null);
  }
}
