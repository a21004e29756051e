package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.Http2Metrics;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.http.websocket.WebSocketServer;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Handler;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.impl.tcp.HttpServerConnectionHandler;
import io.vertx.core.internal.http.HttpServerInternal;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** What the connections of one server have in common: options, counters and the log. Thread-safe. */
public final class EngineServer {
  private static final System.Logger LOG = System.getLogger(EngineServer.class.getName());
  private static final Map<Object, EngineServer> SERVERS = new WeakHashMap<>();

  private final ConnectionReports reports = new ConnectionReports();
  private final AtomicBoolean connected = new AtomicBoolean();
  private volatile ServerOptions options;

  private EngineServer() {
  }

  /** The counters of the HTTP/2 connections of a server that is or will be served by the engine. */
  public static Http2Metrics metrics(HttpServer server) {
    return of(((HttpServerInternal) server).unwrap()).reports.counters();
  }

  /** @param connectionHandler what Vert.x calls with each connection of the server */
  static EngineServer of(Handler<?> connectionHandler, Http2ServerConfig config, boolean logFrames) {
    EngineServer server = connectionHandler instanceof HttpServerConnectionHandler handler ? of(handler.server)
      : new EngineServer();
    if (server.options == null) {
      server.options = EngineOptions.server(config, logFrames);
    }
    return server;
  }

  private static EngineServer of(Object vertx) {
    synchronized (SERVERS) {
      return SERVERS.computeIfAbsent(vertx, server -> new EngineServer());
    }
  }

  ServerOptions options() {
    return options;
  }

  /** @param maker may change the settings of the server */
  synchronized WebSocketServer webSockets(Function<Http2Settings, WebSocketServer> maker) {
    return maker.apply(options.getHttp2().getSettings());
  }

  ConnectionReports reports() {
    return reports;
  }

  /**
   * Logs once which engines serve.
   *
   * @param connectionHandler what Vert.x calls with each connection of the server
   * @param tls of a connection, or {@code null}
   */
  void connected(Handler<?> connectionHandler, SslHandler tls) {
    if (connected.compareAndSet(false, true)) {
      LOG.log(System.Logger.Level.INFO, "HTTP/2 of the server {0} is served by nghttp2 ({1}), {2}",
        origin(connectionHandler), Nghttp2.library(), tls == null ? "in cleartext" : "TLS by " + engine(tls));
    }
  }

  /** The origin that Vert.x has for a server does not have the port that the system has chosen. */
  private static String origin(Handler<?> connectionHandler) {
    return connectionHandler instanceof HttpServerConnectionHandler handler ? handler.serverOrigin
      .substring(0, handler.serverOrigin.lastIndexOf(':') + 1) + handler.server.actualPort() : "";
  }

  private static String engine(SslHandler tls) {
    return tls.engine() instanceof ReferenceCountedOpenSslEngine ? OpenSsl.versionString() : "the JDK";
  }
}
