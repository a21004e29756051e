package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.Http2Metrics;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.http.engine.EngineChoice;
import io.github.vertxnghttp2.http.engine.EngineServer;
import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.github.vertxnghttp2.http.websocket.OpenSockets;
import io.github.vertxnghttp2.http.websocket.SocketClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.internal.VertxInternal;

/**
 * Vert.x's own {@link HttpServer} and {@link io.vertx.core.http.HttpClient} with the HTTP/2 engine of this library
 * below them. Requests, responses, routers, gRPC, pools and HTTP/1.1 stay Vert.x's.
 *
 * <p>The engine is chosen for single servers and clients by {@link #createHttpServer} and {@link #createHttpClient},
 * or for all of the application: by {@link #enable}, or without touching code by the system property
 * {@value #PROPERTY}. The first choice must be made before Vert.x has served its first connection, or made its first
 * client, in this JVM; the system property is always in time. A server or client with
 * {@code setHttp2MultiplexImplementation(true)} keeps Vert.x's engine.
 */
public final class Nghttp2Http {
  /**
   * The system property, which is read when the first Vertx is made: {@code true} for all servers and clients,
   * {@code server} or {@code client} for one side, {@code chosen} for those that {@link #createHttpServer} and
   * {@link #createHttpClient} make.
   */
  public static final String PROPERTY = "io.github.vertxnghttp2.http";

  private static final System.Logger LOG = System.getLogger(Nghttp2Http.class.getName());

  private Nghttp2Http() {
  }

  /**
   * Creates a server whose HTTP/2 connections use the engine.
   *
   * @throws UnsupportedOperationException if the engine does not fit the Vert.x that is present, or comes too late
   */
  public static HttpServer createHttpServer(Vertx vertx, HttpServerOptions options) {
    prepare(EngineSwitch.SERVER);
    HttpServer server = vertx.createHttpServer(options);
    EngineChoice.add(server);
    return server;
  }

  /**
   * Creates a client whose HTTP/2 connections use the engine. {@code WebClient.wrap} and {@code GrpcClient.client}
   * take it.
   *
   * @throws UnsupportedOperationException if the engine does not fit the Vert.x that is present, or comes too late
   */
  public static HttpClientAgent createHttpClient(Vertx vertx, HttpClientOptions options, PoolOptions pool) {
    prepare(EngineSwitch.CLIENT);
    HttpClientAgent client = vertx.createHttpClient(options, pool);
    try {
      EngineChoice.add(client);
    } catch (ReflectiveOperationException e) {
      client.close();
      throw unsupported(e);
    }
    return client;
  }

  /** As the method below, with the default settings of HTTP/2. */
  public static WebSocketClient createWebSocketClient(Vertx vertx, WebSocketClientOptions options) {
    return createWebSocketClient(vertx, options, new HttpClientOptions());
  }

  /**
   * Creates a client whose WebSockets are streams of HTTP/2, RFC 8441. Sockets to one server that are opened on one
   * event loop share connections. A socket fails to open if the server does not offer WebSockets over HTTP/2. In
   * cleartext the server must speak HTTP/2 from the start.
   *
   * @param options as for sockets over HTTP/1.1: they are for TLS, proxies, frames, messages, compression, and
   *   {@code maxConnections} is for how many sockets to one server may be open at a time
   * @param http2 the initial settings, connection window and keep-alive time-out of the connections. The other options
   *   are not used
   * @throws UnsupportedOperationException if the engine does not fit the Vert.x that is present, or comes too late
   */
  public static WebSocketClient createWebSocketClient(Vertx vertx, WebSocketClientOptions options,
                                                      HttpClientOptions http2) {
    return SocketClient.create((VertxInternal) vertx, options, http2,
      all -> createHttpClient(vertx, all, new PoolOptions()));
  }

  /**
   * The HTTP/2 stream that carries a WebSocket.
   *
   * @return 0 if the socket has a connection of HTTP/1.1
   */
  public static int streamId(WebSocketBase socket) {
    return OpenSockets.streamId(socket);
  }

  private static void prepare(EngineSwitch side) {
    try {
      side.turnOn();
    } catch (IllegalStateException e) {
      throw unsupported(e);
    }
  }

  private static UnsupportedOperationException unsupported(Exception cause) {
    return new UnsupportedOperationException("the HTTP/2 engine cannot be used under this Vert.x: "
      + cause.getMessage(), cause);
  }

  /**
   * Chooses the engine for all servers and clients of this JVM. If it cannot be used, Vert.x's engine stays, and a
   * line of the log says why.
   *
   * @return whether servers and clients use the engine
   */
  public static boolean enable() {
    return enableServers() & enableClients();
  }

  static boolean enableServers() {
    if (tryToTurnOn(EngineSwitch.SERVER, "all servers")) {
      EngineChoice.allServers();
    }
    return EngineChoice.areAllServers();
  }

  static boolean enableClients() {
    if (tryToTurnOn(EngineSwitch.CLIENT, "all clients")) {
      EngineChoice.allClients();
    }
    return EngineChoice.areAllClients();
  }

  /** Makes sure that no choice comes too late. */
  static void enableChosen() {
    tryToTurnOn(EngineSwitch.SERVER, "chosen servers");
    tryToTurnOn(EngineSwitch.CLIENT, "chosen clients");
  }

  private static boolean tryToTurnOn(EngineSwitch side, String who) {
    try {
      if (side.turnOn()) {
        LOG.log(System.Logger.Level.INFO, "{0} of Vert.x use nghttp2 {1} for HTTP/2", who, Nghttp2.version());
      }
      return true;
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.WARNING, "{0} of Vert.x cannot use nghttp2 for HTTP/2, and keep Vert.x''s own"
        + " engine: {1}", who, e.getMessage());
      return false;
    }
  }

  /**
   * The counters of the HTTP/2 connections of a server that uses the engine: connections, streams, resets, and how
   * often each limit was reached. They stay at 0 for a server that uses Vert.x's own engine.
   *
   * @param server one that Vert.x has created, over TCP
   */
  public static Http2Metrics metrics(HttpServer server) {
    return EngineServer.metrics(server);
  }

  /** Whether all servers and clients of this JVM use the engine. */
  public static boolean isEnabled() {
    return EngineChoice.areAllServers() && EngineChoice.areAllClients();
  }
}
