package io.github.vertxnghttp2.http.websocket;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.impl.websocket.WebSocketConnectionImpl;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.net.impl.VertxConnection;
import io.vertx.core.net.impl.VertxHandler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/** The WebSockets of a connection, those that are being opened included. Belongs to the event loop. */
public final class OpenSockets {
  /** The name that Vert.x's code expects of the last handler. */
  static final String HANDLER = "handler";
  /** The handler that sends a file in response to a request. */
  static final String FILES = "chunkedWriter";
  private static final String UTF8 = "webSocketUtf8";

  private final Set<StreamChannel> channels = new LinkedHashSet<>();
  private long opened;

  void add(StreamChannel channel) {
    opened++;
    channels.add(channel);
    channel.closeFuture().addListener(closed -> channels.remove(channel));
  }

  int size() {
    return channels.size();
  }

  /** How many sockets there have been so far. */
  long opened() {
    return opened;
  }

  /** The stream of a socket of Vert.x, or 0. */
  public static int streamId(WebSocketBase socket) {
    return socket instanceof WebSocketInternal known && known.channelHandlerContext().channel()
      instanceof StreamChannel channel ? channel.streamId() : 0;
  }

  /**
   * Adds the last handler, which the WebSocket's replaces when the handshake is complete.
   *
   * @param frameLimit name and value of the option for the length of frames
   */
  static <C extends VertxConnection> C addHandler(StreamChannel channel, VertxHandler<C> handler, String frameLimit) {
    handler.removeHandler(connection -> {
      if (channel.pipeline().get(HANDLER) == null) {
        keepHandler(channel, connection);
      } else if (channel.isActive()) {
        opened(channel, frameLimit);
      }
    });
    channel.pipeline().addLast(HANDLER, handler);
    return handler.getConnection();
  }

  /**
   * The stream has ended before the handshake was complete. If the application accepts it later, Vert.x's code looks
   * for the last handler: without one, {@code accept} throws in place of failing its future. A socket that is opened
   * all the same is closed at once.
   */
  private static void keepHandler(StreamChannel channel, VertxConnection connection) {
    VertxHandler<VertxConnection> kept = VertxHandler.create(ctx -> connection);
    kept.removeHandler(replaced -> channel.eventLoop().execute(channel.pipeline()::fireChannelInactive));
    channel.pipeline().addLast(HANDLER, kept);
  }

  private static void opened(StreamChannel channel, String frameLimit) {
    if (channel.pipeline().get(FILES) != null) {
      channel.pipeline().remove(FILES);
    }
    channel.pipeline().addBefore(HANDLER, UTF8, new Utf8FrameValidator(false));
    channel.pipeline().addBefore(HANDLER, ViolationHandler.NAME, new ViolationHandler(channel, frameLimit));
    channel.pipeline().addBefore(HANDLER, PongLimit.NAME, new PongLimit());
    channel.startReading();
  }

  /**
   * Closes all sockets with status 1001, RFC 6455 section 7.4.1. A socket with a shutdown handler is left to that.
   *
   * @param timeout after which a socket is closed that is still open
   */
  public void shutdown(Duration timeout) {
    for (StreamChannel channel : new ArrayList<>(channels)) {
      VertxHandler<?> handler = (VertxHandler<?>) channel.pipeline().get(HANDLER);
      if (handler != null && handler.getConnection() instanceof WebSocketConnectionImpl socket) {
        socket.shutdown(goingAway(), timeout);
      }
    }
  }

  /** Its buffer need not be released: a socket that is closing already does not send it. */
  private static CloseWebSocketFrame goingAway() {
    return new CloseWebSocketFrame(true, 0,
      Unpooled.buffer(Short.BYTES).writeShort(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE.code()));
  }
}
