package io.github.vertxnghttp2.service.stats;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The time for the counts of routes. */
final class StatsClock {
  private final LongSupplier nanoTime;
  private final long start;

  /** @param nanoTime as {@link System#nanoTime} */
  StatsClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    start = nanoTime.getAsLong();
  }

  long nanos() {
    return nanoTime.getAsLong();
  }

  /** The number of the second of a time; the first one is 1. */
  long second(long nanos) {
    return 1 + TimeUnit.NANOSECONDS.toSeconds(nanos - start);
  }

  long second() {
    return second(nanos());
  }
}
