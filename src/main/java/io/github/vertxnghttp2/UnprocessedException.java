package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;

/** The server certainly did not process the request, RFC 9113 section 8.7. It is safe to send the request again. */
public final class UnprocessedException extends Http2Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param code an unsigned 32-bit number, RFC 9113 section 7
   * @param why how it is known that the request was not processed
   */
  public UnprocessedException(long code, String why, Initiator initiator) {
    super("the request was not processed and can be sent again (" + ErrorCode.nameOf(code) + "): " + why, code,
      initiator, null);
  }
}
