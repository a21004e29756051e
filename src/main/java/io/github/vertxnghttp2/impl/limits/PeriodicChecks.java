package io.github.vertxnghttp2.impl.limits;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Checks the connections of an event loop periodically, with one timer for all connections that have the same period.
 */
final class PeriodicChecks {
  private static final System.Logger LOG = System.getLogger(PeriodicChecks.class.getName());
  private static final FastThreadLocal<Map<Integer, PeriodicChecks>> OF_LOOP = new FastThreadLocal<>() {
    @Override
    protected Map<Integer, PeriodicChecks> initialValue() {
      return new HashMap<>();
    }
  };

  private final int period;
  private final Set<PeriodicCheck> connections = new LinkedHashSet<>();
  private ScheduledFuture<?> timer;

  private PeriodicChecks(int period) {
    this.period = period;
  }

  /** Returns the checks of the current event loop. @param period milliseconds */
  static PeriodicChecks of(int period) {
    return OF_LOOP.get().computeIfAbsent(period, PeriodicChecks::new);
  }

  void add(PeriodicCheck connection, EventLoop loop) {
    connections.add(connection);
    if (timer == null) {
      timer = loop.scheduleWithFixedDelay(this::check, period, period, TimeUnit.MILLISECONDS);
    }
  }

  void remove(PeriodicCheck connection) {
    connections.remove(connection);
    if (connections.isEmpty() && timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void fail(PeriodicCheck connection, Throwable cause) {
    try {
      connection.checkFailed(cause);
    } catch (Throwable e) {
      connections.remove(connection);
      LOG.log(System.Logger.Level.ERROR, "the time limits of a connection are not checked any more: " + e, e);
    }
  }

  private void check() {
    long now = System.nanoTime();
    for (PeriodicCheck connection : connections.toArray(new PeriodicCheck[0])) {
      try {
        connection.check(now);
      } catch (Throwable e) { // an exception would stop the timer, and thus the checks of all connections
        fail(connection, e);
      }
    }
  }
}
