package io.github.vertxnghttp2.impl.handshake;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLHandshakeException;

/**
 * Ends a connection whose peer begins another handshake of TLS 1.2: RFC 9113 section 9.2.1 forbids it, and it costs a
 * server more than its peer. No GOAWAY can be sent in the middle of a handshake.
 */
public final class RenegotiationGuard extends ChannelInboundHandlerAdapter {
  private final SSLEngine engine;

  private RenegotiationGuard(SSLEngine engine) {
    this.engine = engine;
  }

  /** Before this handler, if there is anything to guard; to be called after the handshake. */
  public static void install(ChannelHandlerContext ctx) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls != null && "TLSv1.2".equals(tls.engine().getSession().getProtocol())) {
      ctx.pipeline().addBefore(ctx.name(), "renegotiation", new RenegotiationGuard(tls.engine()));
    }
  }

  /** It takes a round trip, so that it is under way at the end of a read. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    HandshakeStatus status = engine.getHandshakeStatus();
    if (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED && !engine.isInboundDone()
      && !engine.isOutboundDone()) {
      ctx.fireExceptionCaught(new SSLHandshakeException("the peer renegotiates TLS, which HTTP/2 forbids"));
    }
    ctx.fireChannelReadComplete();
  }
}
