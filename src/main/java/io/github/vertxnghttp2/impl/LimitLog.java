package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.protocol.LimitReached;
import io.github.vertxnghttp2.protocol.LimitReached.Consequence;
import io.vertx.core.net.SocketAddress;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells in the log which connections met a limit, and of what came of it: one line a second at most, because whoever floods a
 * server would flood its log, too. Thread-safe.
 */
final class LimitLog {
  private static final System.Logger LOG = System.getLogger("io.github.vertxnghttp2.limits");
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong next = new AtomicLong(System.nanoTime());
  private final AtomicLong untold = new AtomicLong();

  void tell(SocketAddress peer, LimitReached limit) {
    if (limit.consequence() == Consequence.STREAM_RESET) {
      return; // a diagnostic of the connection
    }
    long now = System.nanoTime();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + PAUSE)) {
      untold.incrementAndGet();
      return;
    }
    long others = untold.getAndSet(0);
    LOG.log(System.Logger.Level.WARNING, "{0}: {1}: {2}{3}", peer,
      limit.consequence() == Consequence.HELD_BACK ? "held back" : "disconnected", limit.text(),
      others == 0 ? "" : " (and " + others + " times before, with no line in this log)");
  }
}
