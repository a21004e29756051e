package io.github.vertxnghttp2.http.websocket;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.tcp.HttpServerConnectionHandler;
import io.vertx.core.http.impl.tcp.TcpHttpServer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;

/** The handlers and options that a server of Vert.x has for WebSockets. */
record ServerHandlers(HttpServerConnectionHandler handlers, HttpServerConfig config, boolean writeHandlers) {
  private static final System.Logger LOG = System.getLogger(ServerHandlers.class.getName());
  /** {@code null} if this Vert.x does not fit. */
  private static final VarHandle CONFIG = field("config", HttpServerConfig.class);
  private static final VarHandle WRITE_HANDLERS = field("registerWebSocketWriteHandlers", boolean.class);

  private static VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(TcpHttpServer.class, MethodHandles.lookup())
        .findVarHandle(TcpHttpServer.class, name, type);
    } catch (ReflectiveOperationException e) {
      LOG.log(System.Logger.Level.WARNING, "servers of Vert.x cannot have WebSockets over HTTP/2: {0}", e.toString());
      return null;
    }
  }

  /** @return {@code null} if this Vert.x does not fit */
  static ServerHandlers of(Handler<?> connectionHandler) {
    return CONFIG != null && WRITE_HANDLERS != null && connectionHandler instanceof HttpServerConnectionHandler known
      ? new ServerHandlers(known, (HttpServerConfig) CONFIG.get(known.server),
        (boolean) WRITE_HANDLERS.get(known.server))
      : null;
  }

  boolean hasWebSocketHandler() {
    return handlers.webSocketHandler != null || handlers.webSocketHandshakeHandler != null;
  }

  /** The handler of a connection that is upgraded. The user's connection handler is not for such a one. */
  HttpServerConnectionHandler forUpgrades() {
    return new HttpServerConnectionHandler(handlers.server, Set.of(HttpVersion.HTTP_1_1), handlers.serverOrigin,
      handlers.requestHandler, handlers.invalidRequestHandler, handlers.webSocketHandler,
      handlers.webSocketHandshakeHandler, null, handlers.exceptionHandler, 0);
  }
}
