package io.github.vertxnghttp2.frame;

/** The error codes of RST_STREAM and GOAWAY frames, RFC 9113 section 7. The ordinal is the code. */
public enum ErrorCode {
  /** Nothing is wrong: an orderly end. */
  NO_ERROR,
  /** The peer broke the rules, in a way that no other code names. */
  PROTOCOL_ERROR,
  /** This end failed; a server resets a stream with it when a handler throws after the head. */
  INTERNAL_ERROR,
  /** The peer sent more than its windows allow. */
  FLOW_CONTROL_ERROR,
  /** SETTINGS were not acknowledged in time. */
  SETTINGS_TIMEOUT,
  /** A frame came for a stream that was half closed already. */
  STREAM_CLOSED,
  /** A frame is longer than MAX_FRAME_SIZE, or not as long as its type wants. */
  FRAME_SIZE_ERROR,
  /** The request was not processed: it is safe to send it again. */
  REFUSED_STREAM,
  /** The stream is not needed any more. */
  CANCEL,
  /** HPACK lost its state; the connection ends. */
  COMPRESSION_ERROR,
  /** The connection behind a CONNECT request broke. */
  CONNECT_ERROR,
  /** The peer asks for too much: a limit was exceeded. */
  ENHANCE_YOUR_CALM,
  /** TLS is too weak, RFC 9113 section 9.2. */
  INADEQUATE_SECURITY,
  /** The server wants HTTP/1.1 for this request. */
  HTTP_1_1_REQUIRED;

  private static final ErrorCode[] ALL = values();

  /** The number on the wire, 0 to 13. */
  public int code() {
    return ordinal();
  }

  /**
   * @param code an unsigned 32-bit number from the wire
   * @return the constant, or {@code null} if the code is unknown: keep the number in that case
   */
  public static ErrorCode of(long code) {
    return code >= 0 && code < ALL.length ? ALL[(int) code] : null;
  }

  /** The name of a code for people to read: {@code CANCEL}, or {@code 0x1f} if the code is unknown. */
  public static String nameOf(long code) {
    ErrorCode known = of(code);
    return known != null ? known.name() : "0x" + Long.toHexString(code);
  }
}
