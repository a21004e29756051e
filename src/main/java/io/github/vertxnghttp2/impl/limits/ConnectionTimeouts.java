package io.github.vertxnghttp2.impl.limits;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.impl.transport.ConnectionDriver;
import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.github.vertxnghttp2.protocol.ProgressLimits;
import io.netty.channel.EventLoop;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Checks the time limits of a connection, within which its peer must read, send and acknowledge PINGs. Used on the
 * event loop only.
 */
public class ConnectionTimeouts implements PeriodicCheck {
  /** The payload of keep-alive PINGs. */
  private static final long KEEP_ALIVE = 0x6b65_6570_2061_6c69L;
  private static final int PERIOD_MAX = 1000;
  private static final int PERIOD_MIN = 10;

  private final Connection connection;
  private final ConnectionDriver driver;
  private final Consumer<LimitReached> limits;
  private final ProgressLimits progress;
  private final KeepAlive keepAlive;
  private final int keepAliveTimeout;
  private final PeriodicChecks checks;
  private final BufferedBytesLimit unread;
  private long blockedSince;
  private long takenBefore;

  /**
   * @param totalUnread the unread bytes of all connections
   * @param limits called with each limit that was reached
   * @param bodyTimeout milliseconds, 0 for none
   * @param shortest milliseconds of the shortest time limit besides those in the options, 0 for none
   */
  public ConnectionTimeouts(Connection connection, ConnectionDriver driver, Http2Options options, int bodyTimeout,
                            int shortest,
                  TotalUnreadBytes totalUnread, Consumer<LimitReached> limits) {
    this.connection = connection;
    this.driver = driver;
    this.limits = limits;
    progress = new ProgressLimits(options.getSendTimeout(), bodyTimeout, options.getMinProgress());
    keepAlive = new KeepAlive(options);
    keepAliveTimeout = options.getKeepAliveTimeout();
    checks = PeriodicChecks.of(period(options.getSendTimeout(), bodyTimeout, options.getKeepAliveInterval(),
      keepAliveTimeout, shortest));
    unread = new BufferedBytesLimit(connection, totalUnread, options.getLimits().get(Limit.MAX_UNREAD_BYTES), limits);
    driver.onRead(unread::check);
  }

  /** Returns a quarter of the shortest time limit. So the check is late by a quarter of a limit at most. */
  private static int period(int... timeouts) {
    int period = PERIOD_MAX;
    for (int timeout : timeouts) {
      if (timeout > 0) {
        period = Math.min(period, timeout / 4);
      }
    }
    return Math.max(PERIOD_MIN, period);
  }

  public void begin(EventLoop loop) {
    keepAlive.heard(System.nanoTime());
    checks.add(this, loop);
  }

  public void end() {
    checks.remove(this);
    unread.end();
  }

  @Override
  public void check(long now) {
    if (connection.isClosed()) {
      return;
    }
    unread.check();
    driver.output().reviewBatchSize();
    connection.windows().review(now);
    lookAtOutput(now); // before the streams: if the socket is stuck, its streams are stuck too
    if (!connection.isClosed()) {
      connection.resetStalled(progress, now);
      listen(now);
      act(keepAlive.check(now, connection.openStreams() > 0));
      connection.checkSilence();
    }
  }

  @Override
  public void checkFailed(Throwable cause) {
    driver.closeAfterError(cause);
  }

  /** Notifies the keep-alive that the peer has sent something. */
  private void listen(long now) {
    // If reading has stopped, the peer may have sent something that this side has not read.
    if (driver.hasReadSince() || driver.isReadingStopped()) {
      keepAlive.heard(now);
    }
  }

  private void act(KeepAlive.Action action) {
    if (action == KeepAlive.Action.PING) {
      connection.ping(KEEP_ALIVE);
    } else if (action == KeepAlive.Action.END) {
      expire(Limit.KEEP_ALIVE_TIMEOUT, keepAliveTimeout);
    }
  }

  /** Called when the user sends a PING. */
  public final void pinging() {
    long now = System.nanoTime();
    listen(now);
    keepAlive.asked(now);
  }

  /** Called when this side has reset a request before its response was complete. */
  public final void requestAborted() {
    if (!connection.isClosed()) {
      long now = System.nanoTime();
      listen(now);
      act(keepAlive.requestAborted(now));
    }
  }

  /** Closes the connection of a peer that does not read from its socket. */
  private void lookAtOutput(long now) {
    boolean waiting = driver.output().waitingBytes() > 0;
    long taken = driver.output().takenBySocket();
    if (!waiting || blockedSince == 0 || taken - takenBefore >= progress.minProgress()) {
      blockedSince = waiting ? now : 0;
      takenBefore = taken;
    } else if (progress.sendTimeout() > 0 && passed(now - blockedSince, progress.sendTimeout())) {
      expire(Limit.SEND_TIMEOUT, progress.sendTimeout(), progress.minProgress());
    }
  }

  static boolean passed(long nanos, int milliseconds) {
    return nanos > TimeUnit.MILLISECONDS.toNanos(milliseconds);
  }

  /** Reports the limit, sends GOAWAY and closes the connection. */
  final void expire(Limit limit, int milliseconds, Object... details) {
    String text = limit.text(milliseconds, details);
    limits.accept(new LimitReached(limit, text, Limit.Consequence.DISCONNECTED));
    connection.goAway(limit.errorCode(), text);
    driver.close(ConnectionEnd.fault(limit.errorCode(), text));
  }
}
