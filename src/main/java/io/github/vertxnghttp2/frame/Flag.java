package io.github.vertxnghttp2.frame;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.StringJoiner;

import static io.github.vertxnghttp2.frame.FrameType.CONTINUATION;
import static io.github.vertxnghttp2.frame.FrameType.DATA;
import static io.github.vertxnghttp2.frame.FrameType.HEADERS;
import static io.github.vertxnghttp2.frame.FrameType.PING;
import static io.github.vertxnghttp2.frame.FrameType.PUSH_PROMISE;
import static io.github.vertxnghttp2.frame.FrameType.SETTINGS;

/** The flags of RFC 9113 section 6. A bit has a meaning only together with the type of the frame that carries it. */
public enum Flag {
  END_STREAM(0x1, DATA, HEADERS),
  ACK(0x1, SETTINGS, PING),
  END_HEADERS(0x4, HEADERS, PUSH_PROMISE, CONTINUATION),
  PADDED(0x8, DATA, HEADERS, PUSH_PROMISE),
  PRIORITY(0x20, HEADERS);

  private static final Flag[] ALL = values();

  private final int bit;
  private final Set<FrameType> types;

  Flag(int bit, FrameType first, FrameType... more) {
    this.bit = bit;
    this.types = Collections.unmodifiableSet(EnumSet.of(first, more));
  }

  /** The bit in the flags octet. */
  public int bit() {
    return bit;
  }

  /** The frame types that define this flag. */
  public Set<FrameType> types() {
    return types;
  }

  /**
   * Whether a frame type defines this flag and the flags octet has its bit.
   *
   * @param type may be {@code null} for an unknown type, which has no flags
   */
  public boolean isSet(FrameType type, int bits) {
    return (bits & bit) != 0 && type != null && types.contains(type);
  }

  /**
   * The flags set in a frame. Bits that the type does not define are left out, as RFC 9113 section 4.1 requires.
   *
   * @param type may be {@code null} for an unknown type, which has no flags
   */
  public static Set<Flag> of(FrameType type, int bits) {
    EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
    for (Flag flag : ALL) {
      if (flag.isSet(type, bits)) {
        flags.add(flag);
      }
    }
    return flags;
  }

  /**
   * The flags for people to read, such as {@code END_STREAM|END_HEADERS|0x40}. Undefined bits are last, in hexadecimal.
   */
  public static String describe(FrameType type, int bits) {
    StringJoiner text = new StringJoiner("|");
    int rest = bits;
    for (Flag flag : of(type, bits)) {
      text.add(flag.name());
      rest &= ~flag.bit;
    }
    if (rest != 0) {
      text.add("0x" + Integer.toHexString(rest));
    }
    return text.toString();
  }
}
