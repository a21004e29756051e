package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequestEncoder;

/** Sends the upgrade request of a client as an extended CONNECT, RFC 8441 section 5. */
final class ConnectRequestEncoder extends HttpRequestEncoder {
  static final String NAME = "httpEncoder";

  private final SocketConnection connection;
  private final StreamChannel channel;
  private final ConnectResponseDecoder responses;

  ConnectRequestEncoder(SocketConnection connection, StreamChannel channel, ConnectResponseDecoder responses) {
    this.connection = connection;
    this.channel = channel;
    this.responses = responses;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof FullHttpRequest request)) {
      ctx.write(message, promise);
      return;
    }
    try {
      responses.key(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY));
      channel.stream(connection.request(head(request), channel));
      channel.headSent();
      promise.trySuccess();
    } catch (RuntimeException e) { // a field that cannot be sent, or too many of them
      promise.tryFailure(e);
    } finally {
      request.release();
    }
  }

  private HeaderList head(FullHttpRequest request) {
    HeaderList head = new HeaderList()
      .add(":method", ExtendedConnect.METHOD)
      .add(ExtendedConnect.PROTOCOL, ExtendedConnect.WEBSOCKET)
      .add(":scheme", connection.base().isSsl() ? "https" : "http")
      .add(":authority", request.headers().get(HttpHeaderNames.HOST))
      .add(":path", request.uri());
    HeaderList fields = UpgradeResponseEncoder.fields(request.headers());
    fields.remove(HttpHeaderNames.HOST.toString());
    fields.remove(HttpHeaderNames.SEC_WEBSOCKET_KEY.toString());
    fields.forEach(field -> head.add(field.name(), field.value()));
    return head;
  }
}
