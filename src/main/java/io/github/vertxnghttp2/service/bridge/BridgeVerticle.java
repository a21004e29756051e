package io.github.vertxnghttp2.service.bridge;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetServer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The verticle {@code nghttp2:bridge}: the TCP bridge and the SockJS bridge of Vert.x, for programs such as those in
 * Node. Its config is {@link BridgeVerticleOptions} as JSON. It permits the addresses that streams need, and those of
 * the config.
 */
public final class BridgeVerticle extends VerticleBase {
  private static final System.Logger LOG = System.getLogger(BridgeVerticle.class.getName());

  private NetServer tcp;
  private HttpServer sockJs;

  /** Creates the verticle. Deploy it by the name {@code nghttp2:bridge}, or as an instance. */
  public BridgeVerticle() {
  }

  /**
   * Fails with an IllegalArgumentException that names the path of a wrong value in the config, or with an
   * IllegalStateException that names a library that is not on the class path.
   */
  @Override
  public Future<?> start() {
    BridgeVerticleOptions options = new BridgeVerticleOptions(config());
    List<Future<?>> listening = new ArrayList<>();
    if (options.getTcp() != null) {
      listening.add(with("tcp", "io.vertx:vertx-tcp-eventbus-bridge", () -> TcpBridge.listen(vertx, options))
        .onSuccess(server -> {
          tcp = server;
          announce("TCP bridge", options.getTcp().getHost(), server.actualPort());
        }));
    }
    if (options.getSockJs() != null) {
      listening.add(with("sockJs", "io.vertx:vertx-web", () -> SockJsBridge.listen(vertx, options))
        .onSuccess(server -> {
          sockJs = server;
          announce("SockJS bridge", options.getSockJs().getHost(), server.actualPort());
        }));
    }
    return Future.join(listening).recover(cause -> stop().transform(closed -> Future.failedFuture(cause)));
  }

  /** Loads the classes of an optional library. */
  private static <T> Future<T> with(String key, String library, Supplier<Future<T>> listen) {
    try {
      return listen.get();
    } catch (NoClassDefFoundError e) {
      return Future.failedFuture(new IllegalStateException(key + " needs " + library + " on the class path", e));
    }
  }

  private static void announce(String what, String host, int port) {
    LOG.log(System.Logger.Level.INFO, "{0} listening on {1}:{2}", what, host, Integer.toString(port));
  }

  /** The port of the TCP bridge. */
  public int actualTcpPort() {
    return tcp.actualPort();
  }

  /** The port of the SockJS bridge. */
  public int actualSockJsPort() {
    return sockJs.actualPort();
  }

  /** Closes the listeners and their connections. Programs have to connect again. */
  @Override
  public Future<?> stop() {
    return Future.join(tcp == null ? Future.succeededFuture() : tcp.close(),
      sockJs == null ? Future.succeededFuture() : sockJs.close());
  }
}
