package io.github.vertxnghttp2.impl;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that the peer can read its last frames: a socket that is closed while bytes wait to be read from it
 * answers with a reset, on which the other end may throw away what it has not read yet.
 */
final class LingeringClose {
  /** Bytes from a peer that goes on sending, after which the reset is its own doing. */
  static final int DISCARD_MAX = 1 << 20;
  private static final int LINGER_SECONDS = 1;

  private final ChannelHandlerContext ctx;

  LingeringClose(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  /** Ends this side's output; the connection is closed when the peer has ended its own, or has been given the time to. */
  void begin() {
    if (!ctx.channel().isActive()) {
      return;
    }
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    } else if (ctx.channel() instanceof DuplexChannel channel) {
      channel.shutdownOutput();
    } else {
      ctx.close();
      return;
    }
    ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
  }
}
