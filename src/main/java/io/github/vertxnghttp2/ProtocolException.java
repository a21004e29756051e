package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;

/** The peer does not support HTTP/2, or broke a rule of HTTP/2. */
public final class ProtocolException extends Http2Exception {
  private static final long serialVersionUID = 1L;

  /** @param cause may be {@code null} */
  public ProtocolException(String message, Throwable cause) {
    super(message, ErrorCode.PROTOCOL_ERROR.code(), Initiator.REMOTE, cause);
  }
}
