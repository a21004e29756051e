package io.github.vertxnghttp2.binding.checks;

/** Checks arguments. The messages name the argument, its value and the allowed range. */
public final class Range {
  public static final int FRAME_SIZE_MAX = (1 << 24) - 1;

  private Range() {
  }

  public static int check(String name, long value, long minimum, long maximum) {
    if (value < minimum || value > maximum) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be from " + minimum + " to " + maximum);
    }
    return (int) value;
  }

  public static int streamId(int streamId) {
    return check("streamId", streamId, 1, Integer.MAX_VALUE);
  }

  public static int streamIdOrConnection(int streamId) {
    return check("streamId", streamId, 0, Integer.MAX_VALUE);
  }

  public static int size(String name, int bytes) {
    return check(name, bytes, 0, Integer.MAX_VALUE);
  }
}
