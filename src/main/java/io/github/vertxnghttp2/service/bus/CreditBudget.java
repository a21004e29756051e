package io.github.vertxnghttp2.service.bus;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of credit that many streams share. A stream takes at most a part of what is free at a time, so that
 * something is left for others. When it is opened it takes from the first half only: the second half is for streams
 * that are read, so that streams that nobody reads cannot make them slow. A stream gives the bytes back when its user
 * has consumed them, or when it ends. Safe for use by any thread.
 */
final class CreditBudget {
  /** A stream takes at most the free bytes divided by this. */
  private static final int PARTS = 8;

  private final AtomicLong free;
  private long limit;

  CreditBudget(long bytes) {
    limit = bytes;
    free = new AtomicLong(bytes);
  }

  /** Makes the limit lower. What streams hold stays theirs: nothing more is taken until enough of it is given back. */
  synchronized void lower(long bytes) {
    if (bytes < limit) {
      free.addAndGet(bytes - limit);
      limit = bytes;
    }
  }

  /** The bytes that one stream may take now that some of its bytes were consumed. */
  long share() {
    return Math.max(0, free.get() / PARTS);
  }

  /** The bytes that a new stream may take now. */
  synchronized long initialShare() {
    return Math.max(0, (free.get() - limit / 2) / PARTS);
  }

  /** Takes as many bytes as are free, at most {@code wanted}. @return how many */
  long take(long wanted) {
    long before = free.getAndUpdate(now -> now - taken(now, wanted));
    return taken(before, wanted);
  }

  private static long taken(long free, long wanted) {
    return Math.min(Math.max(0, free), wanted);
  }

  void giveBack(long bytes) {
    free.addAndGet(bytes);
  }

  /** The bytes that no stream holds; below 0 after {@link #lower}. */
  long free() {
    return free.get();
  }
}
