package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.limits.Limit;

import java.util.Arrays;

/**
 * Frames that cost a peer little and that the native side counts: see {@link SessionOptions#setFrameLimit}. The row of
 * {@link Limit} says what each of them counts, and over which time.
 */
public enum FrameLimit {
  CONTINUATIONS(Wire.Limit.CONTINUATIONS, Limit.MAX_CONTINUATIONS),
  OUTBOUND_QUEUE(Wire.Limit.OUTBOUND_QUEUE, Limit.MAX_OUTBOUND_QUEUE),
  RESETS(Wire.Limit.RESETS, Limit.MAX_RESETS),
  PROVOKED_RESETS(Wire.Limit.PROVOKED_RESETS, Limit.MAX_PROVOKED_RESETS),
  SETTINGS(Wire.Limit.SETTINGS, Limit.MAX_SETTINGS),
  PINGS(Wire.Limit.PINGS, Limit.MAX_PINGS),
  PRIORITIES(Wire.Limit.PRIORITIES, Limit.MAX_PRIORITIES),
  EMPTY_DATA(Wire.Limit.EMPTY_DATA, Limit.MAX_EMPTY_DATA),
  TINY_DATA(Wire.Limit.TINY_DATA, Limit.MAX_TINY_DATA),
  WINDOW_UPDATES(Wire.Limit.WINDOW_UPDATES, Limit.MAX_WINDOW_UPDATES),
  OTHERS(Wire.Limit.OTHERS, Limit.MAX_OTHER_FRAMES);

  private static final FrameLimit[] BY_NUMBER =
    new FrameLimit[Arrays.stream(values()).mapToInt(FrameLimit::number).max().orElseThrow() + 1];

  static {
    for (FrameLimit limit : values()) {
      BY_NUMBER[limit.number] = limit;
    }
  }

  private final int number;
  private final Limit limit;

  FrameLimit(int number, Limit limit) {
    this.number = number;
    this.limit = limit;
  }

  /** The row in the table of limits. */
  public Limit limit() {
    return limit;
  }

  /** The native side's number. */
  int number() {
    return number;
  }

  static FrameLimit of(int number) {
    return BY_NUMBER[number];
  }
}
