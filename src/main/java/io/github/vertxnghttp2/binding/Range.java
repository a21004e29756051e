package io.github.vertxnghttp2.binding;

/** Checks of arguments, whose messages name the argument, its value and what is allowed. */
final class Range {
  /** Bytes that libnghttp2 puts into one frame beside DATA and header blocks. */
  static final int PAYLOAD_MAX = 16_384;
  static final int FRAME_SIZE_MAX = (1 << 24) - 1;

  private Range() {
  }

  static int check(String name, long value, long minimum, long maximum) {
    if (value < minimum || value > maximum) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be from " + minimum + " to " + maximum);
    }
    return (int) value;
  }

  static int streamId(int streamId) {
    return check("streamId", streamId, 1, Integer.MAX_VALUE);
  }

  static int streamIdOrConnection(int streamId) {
    return check("streamId", streamId, 0, Integer.MAX_VALUE);
  }

  static int size(String name, int bytes) {
    return check(name, bytes, 0, Integer.MAX_VALUE);
  }
}
