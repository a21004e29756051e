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
final class Watch {
  private static final System.Logger LOG = System.getLogger(Watch.class.getName());
  private static final FastThreadLocal<Map<Integer, Watch>> OF_LOOP = new FastThreadLocal<>() {
    @Override
    protected Map<Integer, Watch> initialValue() {
      return new HashMap<>();
    }
  };

  private final int period;
  private final Set<Watched> watched = new LinkedHashSet<>();
  private ScheduledFuture<?> timer;

  private Watch(int period) {
    this.period = period;
  }

  /** On the event loop. @param period milliseconds */
  static Watch of(int period) {
    return OF_LOOP.get().computeIfAbsent(period, Watch::new);
  }

  void add(Watched connection, EventLoop loop) {
    watched.add(connection);
    if (timer == null) {
      timer = loop.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
    }
  }

  void remove(Watched connection) {
    watched.remove(connection);
    if (watched.isEmpty() && timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void fail(Watched connection, Throwable cause) {
    try {
      connection.lookFailed(cause);
    } catch (Throwable e) {
      watched.remove(connection);
      LOG.log(System.Logger.Level.ERROR, "the limits of a connection are off: " + e, e);
    }
  }

  private void look() {
    long now = System.nanoTime();
    for (Watched connection : watched.toArray(new Watched[0])) {
      try {
        connection.look(now);
      } catch (Throwable e) { // would end the timer, and with it the limits of all others
        fail(connection, e);
      }
    }
  }
}
