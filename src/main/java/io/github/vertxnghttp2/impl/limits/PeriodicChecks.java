package io.github.vertxnghttp2.impl.limits;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Looks at the connections of an event loop from time to time: one timer for all of them. */
final class PeriodicChecks {
  private static final System.Logger LOG = System.getLogger(PeriodicChecks.class.getName());
  private static final FastThreadLocal<Map<Integer, PeriodicChecks>> OF_LOOP = new FastThreadLocal<>() {
    @Override
    protected Map<Integer, PeriodicChecks> initialValue() {
      return new HashMap<>();
    }
  };

  private final int period;
  private final Set<PeriodicCheck> watched = new LinkedHashSet<>();
  private ScheduledFuture<?> timer;

  private PeriodicChecks(int period) {
    this.period = period;
  }

  /** On the event loop. @param period milliseconds */
  static PeriodicChecks of(int period) {
    return OF_LOOP.get().computeIfAbsent(period, PeriodicChecks::new);
  }

  void add(PeriodicCheck connection, EventLoop loop) {
    watched.add(connection);
    if (timer == null) {
      timer = loop.scheduleWithFixedDelay(this::check, period, period, TimeUnit.MILLISECONDS);
    }
  }

  void remove(PeriodicCheck connection) {
    watched.remove(connection);
    if (watched.isEmpty() && timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void fail(PeriodicCheck connection, Throwable cause) {
    try {
      connection.checkFailed(cause);
    } catch (Throwable e) {
      watched.remove(connection);
      LOG.log(System.Logger.Level.ERROR, "the limits of a connection are off: " + e, e);
    }
  }

  private void check() {
    long now = System.nanoTime();
    for (PeriodicCheck connection : watched.toArray(new PeriodicCheck[0])) {
      try {
        connection.check(now);
      } catch (Throwable e) { // would end the timer, and with it the limits of all others
        fail(connection, e);
      }
    }
  }
}
