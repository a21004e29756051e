package io.github.vertxnghttp2.impl.telemetry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A line of the log that peers can cause at will: one a second at most, because whoever floods a server would flood its log,
 * too. Thread-safe.
 */
public final class LogThrottle {
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong next = new AtomicLong(System.nanoTime());
  private final AtomicLong untold = new AtomicLong();

  /** @param line writes it, if it is due, with this at its end: how many there were before that were not written */
  public void log(Consumer<String> line) {
    long now = System.nanoTime();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + PAUSE)) {
      untold.incrementAndGet();
      return;
    }
    long others = untold.getAndSet(0);
    line.accept(others == 0 ? "" : " (and " + others + " times before, with no line in this log)");
  }
}
