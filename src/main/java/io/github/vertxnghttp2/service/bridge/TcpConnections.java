package io.github.vertxnghttp2.service.bridge;

import io.vertx.core.Handler;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.eventbus.bridge.tcp.BridgeEvent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The connections to a TCP bridge, and their limits. */
final class TcpConnections {
  private static final System.Logger LOG = System.getLogger(BridgeVerticle.class.getName());

  private final BridgeVerticleOptions options;
  private final Predicate<String> outbound;
  private final Map<NetSocket, TcpConnection> open = new ConcurrentHashMap<>();

  TcpConnections(BridgeVerticleOptions options) {
    this.options = options;
    outbound = PermittedAddresses.outbound(options);
  }

  /** @param bridge handles the connection */
  void connected(NetSocket socket, Handler<NetSocket> bridge) {
    if (open.size() >= options.getMaxConnections()) {
      LOG.log(System.Logger.Level.WARNING, "connection from {0} closed: {1} are open, the limit is maxConnections",
        socket.remoteAddress(), Integer.toString(open.size()));
      socket.close();
      return;
    }
    TcpConnection connection = new TcpConnection(socket, options);
    socket.setWriteQueueMaxSize(options.getMaxQueuedBytes());
    socket.closeHandler(v -> open.remove(connection.seen()));
    open.put(connection.seen(), connection);
    bridge.handle(connection.seen());
  }

  /** The bridge asks this before it handles a message. If the event is true, it compares the address itself. */
  void permit(BridgeEvent event) {
    TcpConnection connection = open.get(event.socket());
    String address = event.getRawMessage().getString("address");
    if (connection == null) {
      event.complete(false);
    } else if (event.type() == BridgeEventType.REGISTER) {
      event.complete(address == null || !outbound.test(address) || connection.register(address));
    } else if (event.type() == BridgeEventType.UNREGISTER) {
      connection.unregister(address);
      event.complete(true);
    } else {
      event.complete(true);
    }
  }
}
