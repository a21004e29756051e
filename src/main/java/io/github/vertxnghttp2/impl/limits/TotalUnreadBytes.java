package io.github.vertxnghttp2.impl.limits;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the unread body bytes of a server: those of all connections, as of the last read of each, and those that were
 * passed on to others and are unread there. Thread-safe.
 */
public final class TotalUnreadBytes {
  private final int maximum;
  private final AtomicLong bytes = new AtomicLong();

  /** @param maximum 0 for no limit */
  public TotalUnreadBytes(int maximum) {
    this.maximum = maximum;
  }

  int maximum() {
    return maximum;
  }

  /** @return whether the total now exceeds the maximum */
  boolean change(long by) {
    long now = by == 0 ? bytes.get() : bytes.addAndGet(by);
    return now > maximum && maximum > 0;
  }

  /**
   * Counts bytes that were passed on to others.
   *
   * @return the total in percent of the maximum; 0 without one
   */
  public int changePassedOn(long by) {
    long now = by == 0 ? bytes.get() : bytes.addAndGet(by);
    return maximum == 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, now * 100 / maximum);
  }
}
