package io.github.vertxnghttp2.service.bridge;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Ends the sockets of programs that do not read what the SockJS bridge sends them. */
final class UnreadMessages {
  private static final System.Logger LOG = System.getLogger(BridgeVerticle.class.getName());

  /** Bytes that may wait. */
  private final int max;
  private final Map<HttpConnection, ServerWebSocket> webSockets = new ConcurrentHashMap<>();

  UnreadMessages(int max) {
    this.max = max;
  }

  /** Hands requests over that keep the WebSockets that they become. */
  Handler<HttpServerRequest> watching(Handler<HttpServerRequest> handler) {
    return request -> handler.handle(new HttpServerRequestWrapper((HttpServerRequestInternal) request) {
      @Override
      public Future<ServerWebSocket> toWebSocket() {
        return super.toWebSocket().onSuccess(socket -> {
          socket.setWriteQueueMaxSize(max);
          webSockets.put(connection(), socket);
        });
      }
    });
  }

  void closed(HttpConnection connection) {
    webSockets.remove(connection);
  }

  /** The bridge asks this before it hands over a message. */
  void permit(BridgeEvent event) {
    if (event.type() == BridgeEventType.SOCKET_CREATED) {
      event.socket().setWriteQueueMaxSize(max);
    }
    event.complete(event.type() != BridgeEventType.RECEIVE || mayWait(event.socket()));
  }

  private boolean mayWait(SockJSSocket socket) {
    ServerWebSocket webSocket = webSockets.get(socket.routingContext().request().connection());
    boolean isFull = webSocket == null ? socket.writeQueueFull() : webSocket.writeQueueFull();
    if (isFull) {
      LOG.log(System.Logger.Level.WARNING, "socket of {0} closed: it does not read {1} bytes, which is maxQueuedBytes",
        socket.remoteAddress(), Integer.toString(max));
      if (webSocket == null) {
        socket.close();
      } else { // its method close would wait until the program reads
        ((WebSocketInternal) webSocket).channelHandlerContext().close();
      }
    }
    return !isFull;
  }
}
