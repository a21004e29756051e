package io.github.vertxnghttp2.http.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Stands where Netty looks for the decoder of HTTP/1.1 when it upgrades a connection. The request comes decoded, and
 * passes.
 */
final class UpgradeRequestDecoder extends HttpRequestDecoder {
  static final String NAME = "httpDecoder";

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
  }
}
