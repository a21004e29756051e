package io.github.vertxnghttp2.http.websocket;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;

/**
 * Limits how many Pongs wait for a peer that sends Pings and reads nothing: while the channel is not writable, or
 * {@link #WAITING_MAX} Pongs wait, only the latest Ping is kept, RFC 6455 section 5.5.3.
 */
final class PongLimit extends ChannelDuplexHandler {
  static final String NAME = "webSocketPongLimit";
  /** A Pong takes much more memory than its two bytes, which hardly count in what makes a channel not writable. */
  static final int WAITING_MAX = 100;

  private PingWebSocketFrame latest;
  private int waiting;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof PingWebSocketFrame ping && !mayRespond(ctx)) {
      drop();
      latest = ping;
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private boolean mayRespond(ChannelHandlerContext ctx) {
    return waiting < WAITING_MAX && ctx.channel().isWritable();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof PongWebSocketFrame) {
      waiting++;
      ctx.write(message, promise.unvoid()).addListener(sent -> {
        waiting--;
        passLatest(ctx);
      });
    } else {
      ctx.write(message, promise);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    ctx.fireChannelWritabilityChanged();
    passLatest(ctx);
  }

  private void passLatest(ChannelHandlerContext ctx) {
    PingWebSocketFrame ping = latest;
    if (ping != null && mayRespond(ctx)) {
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
