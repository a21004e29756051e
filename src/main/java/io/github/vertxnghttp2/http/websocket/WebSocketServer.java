package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.vertx.core.Handler;
import io.vertx.core.http.FormDecoderConfig;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.QueryParamDecoderConfig;
import io.vertx.core.http.impl.http1.Http1ServerConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxHandler;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.tracing.TracingPolicy;

import java.util.function.Supplier;

/**
 * Takes requests for WebSockets on the connections of a server. To Vert.x and the application such a request looks as
 * the upgrade request of HTTP/1.1 that it stands for, RFC 8441 section 5.
 */
public final class WebSocketServer {
  /** RFC 6455 section 4.1 asks HTTP/1.1 for 16 random octets. RFC 8441 has no such field, and needs none. */
  private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAA==";
  private static final int BAD_REQUEST = 400;
  private static final int UPGRADE_REQUIRED = 426;
  private static final int NOT_IMPLEMENTED = 501;

  private final ServerHandlers handlers;
  private final Supplier<ContextInternal> contexts;
  private final TracingPolicy tracingPolicy;
  private final HttpServerMetrics<?, ?> metrics;

  private WebSocketServer(ServerHandlers handlers, Supplier<ContextInternal> contexts, TracingPolicy tracingPolicy,
                          HttpServerMetrics<?, ?> metrics) {
    this.handlers = handlers;
    this.contexts = contexts;
    this.tracingPolicy = tracingPolicy;
    this.metrics = metrics;
  }

  /**
   * Adds ENABLE_CONNECT_PROTOCOL to the settings of a server that has a handler for WebSockets. If the settings have
   * it already, they decide: a server whose request handler calls {@code toWebSocket} sets it to 1.
   *
   * @param connectionHandler what Vert.x calls with each connection of the server
   * @return {@code null} if the server takes no WebSockets
   */
  public static WebSocketServer of(Handler<?> connectionHandler, Http2Settings settings,
                                   Supplier<ContextInternal> contexts, TracingPolicy tracingPolicy,
                                   HttpServerMetrics<?, ?> metrics) {
    Long asked = settings.get(SettingId.ENABLE_CONNECT_PROTOCOL.id());
    ServerHandlers handlers = asked != null && asked == 0 ? null : ServerHandlers.of(connectionHandler);
    if (handlers == null || asked == null && !handlers.hasWebSocketHandler()) {
      return null;
    }
    settings.set(SettingId.ENABLE_CONNECT_PROTOCOL.id(), 1);
    return new WebSocketServer(handlers, contexts, tracingPolicy, metrics);
  }

  /**
   * Takes an extended CONNECT. The handlers of the application are called before this method returns, unless they run
   * on other threads.
   */
  public void open(ConnectionBase connection, OpenSockets sockets, Stream stream, HeaderList head, boolean endStream) {
    if (!ExtendedConnect.WEBSOCKET.equals(head.get(ExtendedConnect.PROTOCOL))) {
      refuse(stream, NOT_IMPLEMENTED, new HeaderList());
    } else if (endStream) {
      refuse(stream, BAD_REQUEST, new HeaderList());
    } else if (!ExtendedConnect.VERSION.equals(head.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION.toString()))) {
      refuse(stream, UPGRADE_REQUIRED, new HeaderList()
        .add(HttpHeaderNames.SEC_WEBSOCKET_VERSION.toString(), ExtendedConnect.VERSION));
    } else {
      StreamChannel channel = new StreamChannel(connection, null);
      channel.stream(stream);
      stream.listener(channel);
      sockets.add(channel);
      channel.register();
      start(connection, channel, stream);
      channel.pipeline().fireChannelRead(request(head));
      channel.pipeline().fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
      channel.pipeline().fireChannelReadComplete();
    }
  }

  private static void refuse(Stream stream, int status, HeaderList fields) {
    stream.listener(new RefusedStream(stream));
    stream.respond(status, fields, true);
  }

  private void start(ConnectionBase connection, StreamChannel channel, Stream stream) {
    SslHandler tls = connection.channel().pipeline().get(SslHandler.class);
    if (tls != null) {
      channel.pipeline().addLast(TlsView.NAME, new TlsView(tls));
    }
    channel.pipeline().addLast(UpgradeRequestDecoder.NAME, new UpgradeRequestDecoder())
      .addLast(UpgradeResponseEncoder.NAME, new UpgradeResponseEncoder(channel, stream))
      .addLast(OpenSockets.FILES, new ChunkedWriteHandler());
    FormDecoderConfig forms = handlers.config().getFormDecoderConfig() != null ? handlers.config()
      .getFormDecoderConfig() : new FormDecoderConfig();
    QueryParamDecoderConfig queries = handlers.config().getQueryParamConfig() != null ? handlers.config()
      .getQueryParamConfig() : new QueryParamDecoderConfig();
    Http1ServerConnection upgraded = OpenSockets.addHandler(channel, VertxHandler.create(ctx ->
      new Http1ServerConnection(contexts.get().threadingModel(), contexts, false,
        handlers.config().isHandle100ContinueAutomatically(), null, null, forms.getMaxAttributeSize(),
        forms.getMaxFields(), forms.getMaxBufferedBytes(), queries, new Http1ServerConfig(), handlers.writeHandlers(),
        handlers.config().getWebSocketConfig(), ctx, connection.context(), handlers.handlers().serverOrigin,
        tracingPolicy, metrics, null) {
        @Override
        protected boolean supportsFileRegion() {
          return false; // its bytes go in DATA frames
        }
      }),
      "maxWebSocketFrameSize = " + handlers.config().getWebSocketConfig().getMaxFrameSize());
    handlers.forUpgrades().handle(upgraded);
  }

  private static DefaultHttpRequest request(HeaderList head) {
    HttpHeaders headers = new DefaultHttpHeaders();
    StringBuilder cookies = new StringBuilder();
    for (int i = 0; i < head.size(); i++) {
      String name = head.name(i);
      if (name.equals(HttpHeaderNames.COOKIE.toString())) { // RFC 9113 section 8.2.3
        cookies.append(cookies.isEmpty() ? "" : "; ").append(head.value(i));
      } else if (name.charAt(0) != ':' && !name.equals(HttpHeaderNames.HOST.toString())) {
        headers.add(name, head.value(i));
      }
    }
    if (!cookies.isEmpty()) {
      headers.set(HttpHeaderNames.COOKIE, cookies.toString());
    }
    String authority = head.get(":authority");
    String host = authority != null ? authority : head.get(HttpHeaderNames.HOST.toString());
    if (host != null) {
      headers.set(HttpHeaderNames.HOST, host);
    }
    headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    headers.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, KEY);
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, head.get(":path"), headers);
  }
}
