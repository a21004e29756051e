package io.github.vertxnghttp2.service.stats;

/**
 * Assigns response times in microseconds to buckets. Below 32 µs each value has its own bucket. Above, each doubling
 * has 16 buckets of the same width, so that the middle of a bucket differs from each of its values by at most 1/32.
 *
 * <p>HdrHistogram is not used, because users would get a second dependency, whose jar has no module name.
 */
final class LatencyBuckets {
  /** Values of at least this, which is 71 minutes, count as one less. */
  static final long LIMIT = 1L << 32;
  private static final int EXACT_BITS = 5;
  private static final int EXACT = 1 << EXACT_BITS;
  private static final int PER_DOUBLING_BITS = 4;
  private static final int PER_DOUBLING = 1 << PER_DOUBLING_BITS;
  /** The number of buckets. */
  static final int COUNT = EXACT + (32 - EXACT_BITS) * PER_DOUBLING;

  private LatencyBuckets() {
  }

  static int of(long micros) {
    long value = Math.min(Math.max(0, micros), LIMIT - 1);
    if (value < EXACT) {
      return (int) value;
    }
    int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
    int within = (int) (value >>> doubling - PER_DOUBLING_BITS) & PER_DOUBLING - 1;
    return EXACT + (doubling - EXACT_BITS) * PER_DOUBLING + within;
  }

  /** The middle of a bucket. */
  static long middle(int bucket) {
    if (bucket < EXACT) {
      return bucket;
    }
    int doubling = (bucket - EXACT) / PER_DOUBLING + EXACT_BITS;
    long within = (bucket - EXACT) % PER_DOUBLING;
    long width = 1L << doubling - PER_DOUBLING_BITS;
    return (PER_DOUBLING + within) * width + width / 2;
  }
}
