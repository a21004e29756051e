package io.github.vertxnghttp2.frame;

/**
 * The frame types of RFC 9113 section 6, and those of RFC 7838 (ALTSVC), RFC 8336 (ORIGIN) and RFC 9218
 * (PRIORITY_UPDATE).
 */
public enum FrameType {
  DATA(0x0),
  HEADERS(0x1),
  PRIORITY(0x2),
  RST_STREAM(0x3),
  SETTINGS(0x4),
  PUSH_PROMISE(0x5),
  PING(0x6),
  GOAWAY(0x7),
  WINDOW_UPDATE(0x8),
  CONTINUATION(0x9),
  ALTSVC(0xa),
  ORIGIN(0xc),
  PRIORITY_UPDATE(0x10);

  private static final FrameType[] BY_CODE = new FrameType[0x100];

  static {
    for (FrameType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;

  FrameType(int code) {
    this.code = code;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /**
   * @param code an unsigned 8-bit number from the wire
   * @return the constant, or {@code null} if the type is unknown
   */
  public static FrameType of(long code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[(int) code] : null;
  }

  /** The name of a type for people to read, its number in hexadecimal if it is unknown. */
  public static String nameOf(long code) {
    FrameType known = of(code);
    return known != null ? known.name() : "0x" + Long.toHexString(code);
  }
}
