package io.github.vertxnghttp2.service.stats;

import java.util.concurrent.atomic.AtomicLongArray;

/** The number of requests in each of the last seconds. Any thread may count. */
final class RequestRate {
  private static final int SLOTS = 64;
  /** The number of complete seconds that a sum may have. */
  static final int SECONDS_MAX = SLOTS - 2;

  /** The number of the second in the upper half, its requests in the lower one. */
  private final AtomicLongArray seconds = new AtomicLongArray(SLOTS);

  /** @param second the time, counted from any beginning, at least 1 */
  void count(long second) {
    int at = (int) (second % SLOTS);
    long known;
    long next;
    do {
      known = seconds.get(at);
      if (known >>> 32 > second) {
        return; // this thread was slow: the slot is that of a later second
      }
      next = known >>> 32 == second ? known + 1 : second << 32 | 1;
    } while (!seconds.compareAndSet(at, known, next));
  }

  /** The requests of the last complete seconds before this one. @param last at most {@link #SECONDS_MAX} */
  long sum(long second, int last) {
    long sum = 0;
    for (long each = Math.max(1, second - last); each < second; each++) {
      long slot = seconds.get((int) (each % SLOTS));
      if (slot >>> 32 == each) {
        sum += slot & 0xffff_ffffL;
      }
    }
    return sum;
  }
}
