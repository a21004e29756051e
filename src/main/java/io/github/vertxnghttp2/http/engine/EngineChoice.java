package io.github.vertxnghttp2.http.engine;

import io.vertx.core.Handler;
import io.vertx.core.http.Http2ClientConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.impl.tcp.HttpServerConnectionHandler;
import io.vertx.core.http.impl.tcp.TcpHttpClientTransport;
import io.vertx.core.http.impl.tcp.TcpHttpServer;
import io.vertx.core.internal.http.HttpClientInternal;
import io.vertx.core.internal.http.HttpServerInternal;

import java.lang.invoke.MethodHandles;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The servers and clients that use the engine: all of them, or those that were chosen one by one. A server is known by
 * its object, a client by the object that holds its settings: Vert.x hands these two to each connection. Thread-safe.
 */
public final class EngineChoice {
  private static final List<WeakReference<Object>> CHOSEN = new CopyOnWriteArrayList<>();
  private static volatile boolean allServers;
  private static volatile boolean allClients;

  private EngineChoice() {
  }

  public static void allServers() {
    allServers = true;
  }

  public static void allClients() {
    allClients = true;
  }

  public static boolean areAllServers() {
    return allServers;
  }

  public static boolean areAllClients() {
    return allClients;
  }

  /** @throws IllegalArgumentException if it is not a server over TCP only */
  public static void add(HttpServer server) {
    if (!(((HttpServerInternal) server).unwrap() instanceof TcpHttpServer tcp)) {
      throw new IllegalArgumentException("the server offers HTTP/3 too; the engine can be chosen for such a server only"
        + " together with all others");
    }
    choose(tcp);
  }

  /** @throws ReflectiveOperationException if this Vert.x does not fit */
  public static void add(HttpClient client) throws ReflectiveOperationException {
    if (!(((HttpClientInternal) client).tcpTransport() instanceof TcpHttpClientTransport transport)) {
      throw new IllegalArgumentException("the client does not use TCP");
    }
    Http2ClientConfig config = (Http2ClientConfig) MethodHandles
      .privateLookupIn(TcpHttpClientTransport.class, MethodHandles.lookup())
      .findVarHandle(TcpHttpClientTransport.class, "http2Config", Http2ClientConfig.class).get(transport);
    if (config != null) {
      choose(config.getInitialSettings());
    }
  }

  private static void choose(Object object) {
    CHOSEN.removeIf(reference -> reference.get() == null);
    CHOSEN.add(new WeakReference<>(object));
  }

  /** @param connectionHandler what Vert.x calls with each connection of the server */
  static boolean isChosen(Handler<?> connectionHandler) {
    return allServers || connectionHandler instanceof HttpServerConnectionHandler handler && contains(handler.server);
  }

  static boolean isChosen(Http2Settings initialSettings) {
    return allClients || contains(initialSettings);
  }

  private static boolean contains(Object object) {
    for (WeakReference<Object> reference : CHOSEN) {
      if (reference.refersTo(object)) {
        return true;
      }
    }
    return false;
  }
}
