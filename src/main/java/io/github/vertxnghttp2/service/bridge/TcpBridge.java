package io.github.vertxnghttp2.service.bridge;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.bridge.BridgeOptions;
import io.vertx.ext.eventbus.bridge.tcp.TcpEventBusBridge;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The TCP bridge of Vert.x behind a server of this class. The bridge itself has no limits, and creates its own server.
 * So it is given a Vert.x whose servers only keep the bridge's handler of connections.
 */
final class TcpBridge {

  private TcpBridge() {
  }

  static Future<NetServer> listen(Vertx vertx, BridgeVerticleOptions options) {
    BridgeOptions permitted = PermittedAddresses.permit(options, new BridgeOptions());
    AtomicReference<Handler<NetSocket>> bridge = new AtomicReference<>();
    TcpConnections connections = new TcpConnections(options);
    TcpEventBusBridge.create(capturing(vertx, bridge), permitted, options.getTcp(), connections::permit);
    NetServer server = vertx.createNetServer(options.getTcp());
    return server.connectHandler(socket -> connections.connected(socket, bridge.get())).listen();
  }

  /** A Vert.x like the other, but for its servers, which do not listen. */
  private static Vertx capturing(Vertx vertx, AtomicReference<Handler<NetSocket>> bridge) {
    NetServer server = proxy(NetServer.class, (self, method, args) -> {
      if (!method.getName().equals("connectHandler")) {
        throw new UnsupportedOperationException(method.getName());
      }
      @SuppressWarnings("unchecked")
      Handler<NetSocket> handler = (Handler<NetSocket>) args[0];
      bridge.set(handler);
      return self;
    });
    return proxy(Vertx.class, (self, method, args) -> {
      if (method.getName().equals("createNetServer")) {
        return server;
      }
      try {
        return method.invoke(vertx, args);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    });
  }

  static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(TcpBridge.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
