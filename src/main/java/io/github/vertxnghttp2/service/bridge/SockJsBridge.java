package io.github.vertxnghttp2.service.bridge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;

import java.util.concurrent.atomic.AtomicInteger;

/** The SockJS bridge of vertx-web, with limits. */
final class SockJsBridge {
  private static final System.Logger LOG = System.getLogger(BridgeVerticle.class.getName());
  private static final int FORBIDDEN = 403;

  private final BridgeVerticleOptions options;
  private final AtomicInteger connections = new AtomicInteger();
  private final UnreadMessages unread;

  private SockJsBridge(BridgeVerticleOptions options) {
    this.options = options;
    unread = new UnreadMessages(options.getMaxQueuedBytes());
  }

  static Future<HttpServer> listen(Vertx vertx, BridgeVerticleOptions options) {
    HttpServerOptions listener = new HttpServerOptions(options.getSockJs())
      .setMaxWebSocketFrameSize(options.getMaxMessageSize())
      .setMaxWebSocketMessageSize(options.getMaxMessageSize());
    SockJSBridgeOptions permitted = PermittedAddresses.permit(options, new SockJSBridgeOptions()
      .setMaxHandlersPerSocket(options.getMaxHandlers()));
    SockJsBridge bridge = new SockJsBridge(options);
    Router router = Router.router(vertx);
    String path = options.getSockJsPath() + "/*";
    router.route(path).handler(bridge::checkOrigin);
    router.post(path).handler(BodyHandler.create(false).setBodyLimit(options.getMaxMessageSize()));
    router.route(path).subRouter(SockJSHandler.create(vertx).bridge(permitted, bridge.unread::permit));
    return vertx.createHttpServer(listener).connectionHandler(bridge::connected)
      .requestHandler(bridge.unread.watching(router)).listen();
  }

  private void connected(HttpConnection connection) {
    connection.closeHandler(v -> {
      connections.decrementAndGet();
      unread.closed(connection);
    });
    if (connections.incrementAndGet() > options.getMaxConnections()) {
      LOG.log(System.Logger.Level.WARNING, "connection from {0} closed: {1} are open, the limit is maxConnections",
        connection.remoteAddress(), Integer.toString(options.getMaxConnections()));
      connection.close();
    }
  }

  /** Browsers always send the origin of the page with a WebSocket, and with a request to another origin. */
  private void checkOrigin(RoutingContext context) {
    String origin = context.request().getHeader(HttpHeaders.ORIGIN);
    if (origin == null || options.getOrigins().contains(origin)) {
      context.next();
    } else {
      LOG.log(System.Logger.Level.DEBUG, "a page of {0} may not use the bridge: origins does not have it", origin);
      context.response().setStatusCode(FORBIDDEN).end("origins of the bridge does not have this page's\n");
    }
  }
}
