package io.github.vertxnghttp2.logging;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Limits a log message to one per second. Peers and callers can cause the message at any rate, and a flood of it must
 * not become a flood of log lines. Thread-safe.
 */
public final class LogThrottle {
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong next = new AtomicLong(System.nanoTime());
  private final AtomicLong suppressed = new AtomicLong();

  /** @param line writes the message; its argument is a text to append, with the number of messages suppressed before */
  public void log(Consumer<String> line) {
    long now = System.nanoTime();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + PAUSE)) {
      suppressed.incrementAndGet();
      return;
    }
    long others = suppressed.getAndSet(0);
    line.accept(others == 0 ? "" : " (" + others + " similar messages before were suppressed)");
  }
}
