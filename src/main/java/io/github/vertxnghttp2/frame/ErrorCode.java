package io.github.vertxnghttp2.frame;

/** The error codes of RST_STREAM and GOAWAY frames, RFC 9113 section 7. */
public enum ErrorCode {
  /** Nothing is wrong: an orderly end. */
  NO_ERROR(0x0),
  /** The peer broke the rules, in a way that no other code names. */
  PROTOCOL_ERROR(0x1),
  /** This end failed; a server resets a stream with it when a handler throws after the head. */
  INTERNAL_ERROR(0x2),
  /** The peer sent more than its windows allow. */
  FLOW_CONTROL_ERROR(0x3),
  /** SETTINGS were not acknowledged in time. */
  SETTINGS_TIMEOUT(0x4),
  /** A frame came for a stream that was half closed already. */
  STREAM_CLOSED(0x5),
  /** A frame is longer than MAX_FRAME_SIZE, or not as long as its type wants. */
  FRAME_SIZE_ERROR(0x6),
  /** The request was not processed: it is safe to send it again. */
  REFUSED_STREAM(0x7),
  /** The stream is not needed any more. */
  CANCEL(0x8),
  /** HPACK lost its state; the connection ends. */
  COMPRESSION_ERROR(0x9),
  /** The connection behind a CONNECT request broke. */
  CONNECT_ERROR(0xa),
  /** The peer asks for too much: a limit was exceeded. */
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
   * @return the constant, or {@code null} if the code is unknown: keep the number in that case
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
