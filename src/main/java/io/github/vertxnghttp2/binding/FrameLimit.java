package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.limits.Limit;

/**
 * Frames that cost a peer little and that the native side counts: see {@link SessionOptions#setFrameLimit}. The row of
 * {@link Limit} says what each of them counts, and over which time.
 */
public enum FrameLimit {
  CONTINUATIONS(Limit.MAX_CONTINUATIONS),
  OUTBOUND_QUEUE(Limit.MAX_OUTBOUND_QUEUE),
  RESETS(Limit.MAX_RESETS),
  PROVOKED_RESETS(Limit.MAX_PROVOKED_RESETS),
  SETTINGS(Limit.MAX_SETTINGS),
  PINGS(Limit.MAX_PINGS),
  PRIORITIES(Limit.MAX_PRIORITIES),
  EMPTY_DATA(Limit.MAX_EMPTY_DATA),
  TINY_DATA(Limit.MAX_TINY_DATA),
  WINDOW_UPDATES(Limit.MAX_WINDOW_UPDATES),
  OTHERS(Limit.MAX_OTHER_FRAMES);

  private final Limit limit;

  FrameLimit(Limit limit) {
    this.limit = limit;
  }

  /** The row in the table of limits. */
  public Limit limit() {
    return limit;
  }
}
