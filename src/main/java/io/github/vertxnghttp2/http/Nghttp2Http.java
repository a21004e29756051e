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
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ServerSSLOptions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
   * {@code server} or {@code client} for one side, {@code chosen} for those that the methods of this class create,
   * {@code false} as without the property.
   */
  public static final String PROPERTY = "io.github.vertxnghttp2.http";

  private static final System.Logger LOG = System.getLogger(Nghttp2Http.class.getName());

  private Nghttp2Http() {
  }

  /**
   * Creates a server whose HTTP/2 connections use the engine.
   *
   * @throws IllegalArgumentException if with these options the server would have no HTTP/2, or another engine; and if
   *   a setting is out of its range
   * @throws UnsupportedOperationException if the engine does not fit the Vert.x that is present, or comes too late
   */
  public static HttpServer createHttpServer(Vertx vertx, HttpServerOptions options) {
    prepare(EngineSwitch.SERVER);
    OptionChecks.server(options);
    HttpServer server = vertx.createHttpServer(options);
    EngineChoice.add(server);
    return server;
  }

  /**
   * As {@link #createHttpServer(Vertx, HttpServerOptions)}, with Vert.x's other class of options.
   *
   * @param tls {@code null} for a server in cleartext
   */
  public static HttpServer createHttpServer(Vertx vertx, HttpServerConfig config, ServerSSLOptions tls) {
    prepare(EngineSwitch.SERVER);
    OptionChecks.server(config);
    HttpServer server = vertx.createHttpServer(config, tls);
    EngineChoice.add(server);
    return server;
  }

  /**
   * Creates a client whose HTTP/2 connections use the engine. {@code WebClient.wrap} and {@code GrpcClient.client}
   * take it.
   *
   * @throws IllegalArgumentException if with these options the client would have no HTTP/2, or another engine; and if
   *   a setting is out of its range
   * @throws UnsupportedOperationException if the engine does not fit the Vert.x that is present, or comes too late
   */
  public static HttpClientAgent createHttpClient(Vertx vertx, HttpClientOptions options, PoolOptions pool) {
    prepare(EngineSwitch.CLIENT);
    OptionChecks.client(options);
    return chosen(vertx.createHttpClient(options, pool));
  }

  /**
   * As {@link #createHttpClient(Vertx, HttpClientOptions, PoolOptions)}, with Vert.x's other class of options.
   *
   * @param tls {@code null} for the defaults
   */
  public static HttpClientAgent createHttpClient(Vertx vertx, HttpClientConfig config, ClientSSLOptions tls,
                                                 PoolOptions pool) {
    prepare(EngineSwitch.CLIENT);
    OptionChecks.client(config);
    return chosen(vertx.createHttpClient(config, tls, pool));
  }

  private static HttpClientAgent chosen(HttpClientAgent client) {
    try {
      EngineChoice.add(client);
    } catch (ReflectiveOperationException e) {
      client.close();
      throw unsupported(e);
    }
    return client;
  }

  /**
   * As {@link #createWebSocketClient(Vertx, WebSocketClientOptions, HttpClientOptions)}, with the default settings of
   * HTTP/2.
   */
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
    prepare(EngineSwitch.CLIENT); // before classes are loaded that an older Vert.x does not have
    return SocketClient.create((VertxInternal) vertx, options, http2,
      all -> createHttpClient(vertx, all, new PoolOptions()));
  }

  /**
   * The HTTP/2 stream that carries a WebSocket.
   *
   * @return 0 if the socket has a connection of HTTP/1.1, or wraps another one, as the sockets of a router of vertx-web
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
    return new UnsupportedOperationException("the HTTP/2 engine of nghttp2 cannot be used: "
      + cause.getMessage(), cause);
  }

  /**
   * Chooses the engine for all servers and clients of this JVM. If it cannot be used, Vert.x's engine stays, and a
   * line of the log says why.
   *
   * @return whether servers and clients use the engine
   */
  public static boolean enable() {
    List<EngineSwitch> on = tryToTurnOn("all", EngineSwitch.values());
    if (on.contains(EngineSwitch.SERVER)) {
      EngineChoice.allServers();
    }
    if (on.contains(EngineSwitch.CLIENT)) {
      EngineChoice.allClients();
    }
    return isEnabled();
  }

  static void enableServers() {
    if (!tryToTurnOn("all", EngineSwitch.SERVER).isEmpty()) {
      EngineChoice.allServers();
    }
  }

  static void enableClients() {
    if (!tryToTurnOn("all", EngineSwitch.CLIENT).isEmpty()) {
      EngineChoice.allClients();
    }
  }

  /** Makes sure that no choice comes too late. */
  static void enableChosen() {
    tryToTurnOn("chosen", EngineSwitch.values());
  }

  /**
   * Logs one line for all sides that share a reason.
   *
   * @param which of the servers and clients, for the log
   * @return the sides that are on
   */
  private static List<EngineSwitch> tryToTurnOn(String which, EngineSwitch... sides) {
    List<EngineSwitch> on = new ArrayList<>();
    List<EngineSwitch> turned = new ArrayList<>();
    Map<String, List<EngineSwitch>> refused = new LinkedHashMap<>();
    for (EngineSwitch side : sides) {
      try {
        if (side.turnOn()) {
          turned.add(side);
        }
        on.add(side);
      } catch (IllegalStateException e) {
        refused.computeIfAbsent(e.getMessage(), why -> new ArrayList<>()).add(side);
      }
    }
    if (!turned.isEmpty()) {
      LOG.log(System.Logger.Level.INFO, "{0} {1} of Vert.x use nghttp2 for HTTP/2: {2}", which,
        names(turned), Nghttp2.library());
    }
    refused.forEach((why, kept) -> LOG.log(System.Logger.Level.WARNING, "{0} of Vert.x cannot use nghttp2 for HTTP/2,"
      + " and keep Vert.x''s own engine: {1}", names(kept), why));
    return on;
  }

  private static String names(List<EngineSwitch> sides) {
    return sides.stream().map(side -> side == EngineSwitch.SERVER ? "servers" : "clients")
      .collect(Collectors.joining(" and "));
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
