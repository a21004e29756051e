package io.github.vertxnghttp2.service.stats;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The response times of the last minute, in slices of 10 seconds. A slice is allocated when a response ends in it. Any
 * thread may record. A value that is recorded while its slice is replaced may be lost.
 */
final class LatencyWindow {
  private static final long SLICE_SECONDS = 10;
  /** The slice of now, and those of the minute before. */
  private static final int SLICES = 7;

  private final AtomicReferenceArray<Slice> slices = new AtomicReferenceArray<>(SLICES);

  private static final class Slice {
    private final long number;
    private final AtomicIntegerArray counts = new AtomicIntegerArray(LatencyBuckets.COUNT);
    private final AtomicLong max = new AtomicLong();

    private Slice(long number) {
      this.number = number;
    }
  }

  /** @param second the time, counted from any beginning */
  void record(long second, long micros) {
    Slice slice = slice(second / SLICE_SECONDS);
    slice.counts.getAndIncrement(LatencyBuckets.of(micros));
    if (micros > slice.max.getPlain()) {
      slice.max.accumulateAndGet(micros, Math::max);
    }
  }

  private Slice slice(long number) {
    int at = (int) (number % SLICES);
    Slice known = slices.get(at);
    while (known == null || known.number < number) {
      Slice next = new Slice(number);
      if (slices.compareAndSet(at, known, next)) {
        return next;
      }
      known = slices.get(at);
    }
    return known;
  }

  /** Adds the counts of the last minute. */
  void addTo(Latencies sum, long second) {
    long now = second / SLICE_SECONDS;
    for (int i = 0; i < SLICES; i++) {
      Slice slice = slices.get(i);
      if (slice != null && slice.number > now - SLICES) {
        sum.add(slice.counts, slice.max.get());
      }
    }
  }
}
