package io.github.vertxnghttp2.service.stats;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** The sum of several windows of response times. Used by one thread. */
public final class Latencies {
  private final long[] counts = new long[LatencyBuckets.COUNT];
  private long count;
  private long max;

  Latencies() {
  }

  void add(AtomicIntegerArray others, long othersMax) {
    for (int i = 0; i < counts.length; i++) {
      int other = others.get(i);
      counts[i] += other;
      count += other;
    }
    max = Math.max(max, othersMax);
  }

  /** The number of responses. */
  public long count() {
    return count;
  }

  /** The longest time in microseconds; 0 without responses. */
  public long max() {
    return max;
  }

  /**
   * The time in microseconds within which a share of the responses ended, with an error of at most 1/32.
   *
   * @param share from 0 to 1
   * @return 0 without responses
   */
  public long percentile(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * count));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return Math.min(LatencyBuckets.middle(i), max);
      }
    }
    return 0;
  }
}
