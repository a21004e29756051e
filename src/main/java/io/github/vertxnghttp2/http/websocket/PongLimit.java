package io.github.vertxnghttp2.http.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;

/**
 * Limits how many Pongs wait for a peer that sends Pings and reads nothing: while the channel is not writable, only the
 * latest Ping is kept, RFC 6455 section 5.5.3.
 */
final class PongLimit extends ChannelInboundHandlerAdapter {
  static final String NAME = "webSocketPongLimit";

  private PingWebSocketFrame latest;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof PingWebSocketFrame ping && !ctx.channel().isWritable()) {
      drop();
      latest = ping;
    } else {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    ctx.fireChannelWritabilityChanged();
    PingWebSocketFrame ping = latest;
    if (ping != null && ctx.channel().isWritable()) {
      latest = null;
      ctx.fireChannelRead(ping);
      ctx.fireChannelReadComplete();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    drop();
  }

  private void drop() {
    if (latest != null) {
      latest.release();
      latest = null;
    }
  }
}
