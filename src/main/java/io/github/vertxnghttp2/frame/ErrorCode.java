package io.github.vertxnghttp2.frame;

/** The error codes of RST_STREAM and GOAWAY frames, RFC 9113 section 7. The ordinal is the code. */
public enum ErrorCode {
  NO_ERROR,
  PROTOCOL_ERROR,
  INTERNAL_ERROR,
  FLOW_CONTROL_ERROR,
  SETTINGS_TIMEOUT,
  STREAM_CLOSED,
  FRAME_SIZE_ERROR,
  REFUSED_STREAM,
  CANCEL,
  COMPRESSION_ERROR,
  CONNECT_ERROR,
  ENHANCE_YOUR_CALM,
  INADEQUATE_SECURITY,
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
