package io.github.vertxnghttp2.frame;

/**
 * The identifiers of SETTINGS parameters: RFC 9113 section 6.5.2, RFC 8441 section 3 and RFC 9218 section 2.1.
 */
public enum SettingId {
  /** Octets of the HPACK dynamic table; 4,096 by default. */
  HEADER_TABLE_SIZE(1),
  /** 0 or 1; 1 by default. */
  ENABLE_PUSH(2),
  /** Streams that the peer may have open at once; no limit by default. */
  MAX_CONCURRENT_STREAMS(3),
  /** Octets of a new stream's flow-control window; 65,535 by default, at most 2<sup>31</sup>-1. */
  INITIAL_WINDOW_SIZE(4),
  /** Octets of a frame's payload; 16,384 by default, at most 2<sup>24</sup>-1. */
  MAX_FRAME_SIZE(5),
  /** Octets of names and values plus 32 for each field, RFC 9113 section 6.5.2; no limit by default. */
  MAX_HEADER_LIST_SIZE(6),
  /** 0 or 1: whether extended CONNECT is accepted, RFC 8441 section 3. */
  ENABLE_CONNECT_PROTOCOL(8),
  /** 0 or 1: whether the priority scheme of RFC 7540 is ignored, RFC 9218 section 2.1. */
  NO_RFC7540_PRIORITIES(9);

  private static final SettingId[] BY_ID = new SettingId[10];

  static {
    for (SettingId setting : values()) {
      BY_ID[setting.id] = setting;
    }
  }

  private final int id;

  SettingId(int id) {
    this.id = id;
  }

  /** The number on the wire. */
  public int id() {
    return id;
  }

  /**
   * @param id an unsigned 16-bit number from the wire
   * @return the constant, or {@code null} if the identifier is unknown
   */
  public static SettingId of(long id) {
    return id >= 0 && id < BY_ID.length ? BY_ID[(int) id] : null;
  }

  /** The name of an identifier for people to read, its number in hexadecimal if it is unknown. */
  public static String nameOf(long id) {
    SettingId known = of(id);
    return known != null ? known.name() : "0x" + Long.toHexString(id);
  }
}
