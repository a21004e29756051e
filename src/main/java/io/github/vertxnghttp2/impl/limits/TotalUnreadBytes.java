package io.github.vertxnghttp2.impl.limits;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the unread body bytes of all connections of a server, as of the last read of each. Thread-safe. */
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
}
