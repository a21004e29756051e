package io.github.vertxnghttp2.frame;

/** The error codes of RST_STREAM and GOAWAY frames, RFC 9113 section 7. */
public enum ErrorCode {
  /** The stream or the connection ends without an error. */
  NO_ERROR(0x0),
  /** The peer broke a rule of HTTP/2 for which there is no other code. */
  PROTOCOL_ERROR(0x1),
  /** This side failed. A server resets a stream with it when a handler throws after the head of the response. */
  INTERNAL_ERROR(0x2),
  /** The peer sent more than its windows allow. */
  FLOW_CONTROL_ERROR(0x3),
  /** SETTINGS were not acknowledged in time. */
  SETTINGS_TIMEOUT(0x4),
  /** A frame was received for a stream that its sender had ended. */
  STREAM_CLOSED(0x5),
  /** A frame is longer than MAX_FRAME_SIZE, or has a length that its type does not allow. */
  FRAME_SIZE_ERROR(0x6),
  /** The request was not processed. It is safe to send it again. */
  REFUSED_STREAM(0x7),
  /** The stream is no longer needed. */
  CANCEL(0x8),
  /** A header block cannot be decoded. The connection ends. */
  COMPRESSION_ERROR(0x9),
  /** The connection that a CONNECT request opened was reset or closed abnormally. */
  CONNECT_ERROR(0xa),
  /** The peer exceeded a limit. */
  ENHANCE_YOUR_CALM(0xb),
  /** TLS is too weak, RFC 9113 section 9.2. */
  INADEQUATE_SECURITY(0xc),
  /** The server wants HTTP/1.1 for this request. */
  HTTP_1_1_REQUIRED(0xd);

  private static final ErrorCode[] BY_CODE = new ErrorCode[HTTP_1_1_REQUIRED.code + 1];

  static {
    for (ErrorCode error : values()) {
      BY_CODE[error.code] = error;
    }
  }

  private final int code;

  ErrorCode(int code) {
    this.code = code;
  }

  /** The number on the wire, 0 to 13. */
  public int code() {
    return code;
  }

  /**
   * @param code an unsigned 32-bit number from the wire
   * @return the constant, or {@code null} if the code is unknown
   */
  public static ErrorCode of(long code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[(int) code] : null;
  }

  /** The name of a code for people to read: {@code CANCEL}, or {@code 0x1f} if the code is unknown. */
  public static String nameOf(long code) {
    ErrorCode known = of(code);
    return known != null ? known.name() : "0x" + Long.toHexString(code);
  }
}
