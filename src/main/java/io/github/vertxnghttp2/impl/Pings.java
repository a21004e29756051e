package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.RequestTimeoutException;
import io.github.vertxnghttp2.impl.limits.ConnectionTimeouts;
import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.net.SocketAddress;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The user's PINGs that are not acknowledged yet, RFC 9113 section 6.7. Used on the event loop only. */
final class Pings {
  private record PingInFlight(long sent, PromiseInternal<Duration> done, ScheduledFuture<?> timer) {
  }

  private final Connection connection;
  private final ConnectionTimeouts timeouts;
  private final EventLoop loop;
  private final SocketAddress peer;
  private final int timeout;
  private final Map<Long, PingInFlight> inFlight = new HashMap<>();
  private long count;

  /** @param timeout {@code keepAliveTimeout}, in milliseconds */
  Pings(Connection connection, ConnectionTimeouts timeouts, EventLoop loop, SocketAddress peer, int timeout) {
    this.connection = connection;
    this.timeouts = timeouts;
    this.loop = loop;
    this.peer = peer;
    this.timeout = timeout;
  }

  /** @param done completes with the time from the PING to its acknowledgement */
  void send(PromiseInternal<Duration> done) {
    if (connection.isClosed()) {
      done.fail(Http2Failures.ofConnection(connection.end()));
      return;
    }
    long id = ++count;
    ScheduledFuture<?> timer = loop.schedule(() -> expire(id), timeout, TimeUnit.MILLISECONDS);
    inFlight.put(id, new PingInFlight(System.nanoTime(), done, timer));
    timeouts.pinging();
    connection.ping(id);
  }

  private void expire(long id) {
    PingInFlight ping = inFlight.remove(id);
    if (ping != null) {
      ping.done.fail(timedOut());
    }
  }

  private RequestTimeoutException timedOut() {
    return new RequestTimeoutException("a PING to " + peer + " was not acknowledged within keepAliveTimeout = "
      + timeout + " ms");
  }

  void onAck(long opaqueData) {
    PingInFlight ping = inFlight.remove(opaqueData);
    if (ping != null) {
      ping.timer.cancel(false);
      ping.done.complete(Duration.ofNanos(System.nanoTime() - ping.sent));
    }
  }

  /** Fails the PINGs because the connection is closed. */
  void end(ConnectionEnd end) {
    inFlight.values().forEach(ping -> end(ping, end));
    inFlight.clear();
  }

  /** Fails one PING. The connection may have ended just before the timer of this PING. */
  private void end(PingInFlight ping, ConnectionEnd end) {
    ping.timer.cancel(false);
    boolean late = System.nanoTime() - ping.sent >= TimeUnit.MILLISECONDS.toNanos(timeout);
    ping.done.fail(late ? timedOut() : Http2Failures.ofConnection(end));
  }
}
