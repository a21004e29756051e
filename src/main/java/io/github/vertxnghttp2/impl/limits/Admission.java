package io.github.vertxnghttp2.impl.limits;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.vertx.core.net.SocketAddress;

import java.util.HashMap;
import java.util.Map;

/** Counts the connections of a server, in total and by address. Refuses connections over a limit. Thread-safe. */
public final class Admission {
  private final int max;
  private final int maxPerAddress;
  private final Map<String, Integer> byAddress = new HashMap<>();
  private int all;

  public Admission(ServerOptions options) {
    max = options.getMaxConnections();
    maxPerAddress = options.getMaxConnectionsPerAddress();
  }

  /** Counts a connection. @return {@code null} if it is admitted, otherwise the limit that it would exceed */
  public synchronized LimitReached enter(SocketAddress peer) {
    if (max > 0 && all >= max) {
      return LimitReached.of(Limit.MAX_CONNECTIONS, max);
    }
    String address = peer.hostAddress();
    if (maxPerAddress > 0 && address != null) {
      int count = byAddress.getOrDefault(address, 0);
      if (count >= maxPerAddress) {
        return LimitReached.of(Limit.MAX_CONNECTIONS_PER_ADDRESS, maxPerAddress, address);
      }
      byAddress.put(address, count + 1);
    }
    all++;
    return null;
  }

  public synchronized void leave(SocketAddress peer) {
    all--;
    String address = peer.hostAddress();
    if (maxPerAddress > 0 && address != null) {
      byAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    }
  }
}
