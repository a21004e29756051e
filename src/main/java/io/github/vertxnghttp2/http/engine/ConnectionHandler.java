package io.github.vertxnghttp2.http.engine;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.impl.ShutdownEvent;

/**
 * The last handler in the pipeline of a channel. It tells the connection that Vert.x closes the channel, shuts it down,
 * or has lost it. Without a connection it passes these events on: the connection that is upgraded handles them.
 */
final class ConnectionHandler extends ChannelDuplexHandler {
  static final String NAME = "handler";

  private Nghttp2Connection connection;

  void connection(Nghttp2Connection connection) {
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message); // the driver before this handler takes all bytes
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (connection != null && event instanceof ShutdownEvent shutdown) {
      long milliseconds = shutdown.timeout().toMillis();
      if (milliseconds > 0) {
        connection.beginShutdown(milliseconds);
      } else {
        connection.close();
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  /** Vert.x closes the channel, for instance because the server is closed. The peer gets a GOAWAY before. */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (connection == null) {
      ctx.close(promise);
      return;
    }
    connection.closeFuture().onComplete(closed -> promise.trySuccess());
    connection.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (connection != null) {
      connection.handleClosed();
    }
    ctx.fireChannelInactive();
  }
}
