package io.github.vertxnghttp2.service.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes at most one line a second. Its level is INFO, because nothing is wrong with this process. Callers can cause
 * failures at any rate, so a flood of requests must not become a flood of log lines. Thread-safe.
 */
final class FailureLog {
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final System.Logger logger;
  private final AtomicLong next = new AtomicLong(System.nanoTime());
  private final AtomicLong omitted = new AtomicLong();

  FailureLog(System.Logger logger) {
    this.logger = logger;
  }

  /** @param format a format of {@link java.text.MessageFormat} */
  void log(String format, Object... values) {
    long now = System.nanoTime();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + PAUSE)) {
      omitted.incrementAndGet();
      return;
    }
    long others = omitted.getAndSet(0);
    logger.log(System.Logger.Level.INFO, others == 0 ? format : format + " (" + others
      + " failures before were not logged)", values);
  }
}
