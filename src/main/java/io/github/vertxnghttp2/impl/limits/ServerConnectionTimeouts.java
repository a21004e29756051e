package io.github.vertxnghttp2.impl.limits;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.impl.transport.ConnectionDriver;
import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.github.vertxnghttp2.protocol.ServerConnection;
import io.netty.channel.EventLoop;

import java.util.function.Consumer;

/** The time limits that only servers have: for header blocks, idle connections and the age of a connection. */
public final class ServerConnectionTimeouts extends ConnectionTimeouts {
  private final ServerConnection connection;
  private final int headersTimeout;
  private final int idleTimeout;
  private final int maxAge;
  private final Consumer<String> retire;
  private long opened;
  private long busy;
  private long streamsSeen;
  private boolean retired;

  /** @param retire shuts the connection down gracefully; its argument is the reason */
  public ServerConnectionTimeouts(ServerConnection connection, ConnectionDriver driver, ServerOptions options,
                        TotalUnreadBytes totalUnread, Consumer<LimitReached> limits, Consumer<String> retire) {
    super(connection, driver, options.getHttp2(), options.getBodyTimeout(), shortest(options), totalUnread, limits);
    this.connection = connection;
    headersTimeout = options.getHeadersTimeout();
    idleTimeout = idleTimeout(options);
    maxAge = options.getMaxConnectionAge();
    this.retire = retire;
  }

  private static int idleTimeout(ServerOptions options) {
    return (int) Math.min(Integer.MAX_VALUE, options.getIdleTimeoutUnit().toMillis(options.getIdleTimeout()));
  }

  private static int shortest(ServerOptions options) {
    int shortest = Integer.MAX_VALUE;
    for (int timeout : new int[] {options.getHeadersTimeout(), idleTimeout(options), options.getMaxConnectionAge()}) {
      shortest = timeout > 0 ? Math.min(shortest, timeout) : shortest;
    }
    return shortest;
  }

  @Override
  public void begin(EventLoop loop) {
    opened = System.nanoTime();
    busy = opened;
    super.begin(loop);
  }

  @Override
  public void check(long now) {
    super.check(now);
    if (connection.isClosed()) {
      return;
    }
    long blockSince = connection.headerBlockSince();
    if (headersTimeout > 0 && blockSince != 0 && passed(now - blockSince, headersTimeout)) {
      expire(Limit.HEADERS_TIMEOUT, headersTimeout);
      return;
    }
    long streams = connection.streamsOpened(); // streams that opened and closed since the last check also count
    if (connection.openStreams() > 0 || streams != streamsSeen) {
      streamsSeen = streams;
      busy = now;
    }
    if (idleTimeout > 0 && passed(now - busy, idleTimeout)) {
      retire("no request within idleTimeout = " + idleTimeout + " ms");
    } else if (maxAge > 0 && passed(now - opened, maxAge)) {
      retire("the connection is older than maxConnectionAge = " + maxAge + " ms");
    }
  }

  private void retire(String reason) {
    if (!retired) {
      retired = true;
      retire.accept(reason);
    }
  }
}
