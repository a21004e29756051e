package io.github.vertxnghttp2.impl.handshake;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLHandshakeException;

/**
 * Closes a connection whose peer renegotiates TLS 1.2. RFC 9113 section 9.2.1 forbids renegotiation, and a handshake
 * costs a server more than its peer. No GOAWAY is sent, because nothing can be sent during a handshake.
 */
public final class RenegotiationGuard extends ChannelInboundHandlerAdapter {
  private final SSLEngine engine;

  private RenegotiationGuard(SSLEngine engine) {
    this.engine = engine;
  }

  /** Installs the guard before this handler if the connection uses TLS 1.2. Call this method after the handshake. */
  public static void install(ChannelHandlerContext ctx) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls != null && "TLSv1.2".equals(tls.engine().getSession().getProtocol())) {
      ctx.pipeline().addBefore(ctx.name(), "renegotiation", new RenegotiationGuard(tls.engine()));
    }
  }

  /** Checks for a handshake at the end of a read. A handshake takes a round trip, so it is still in progress then. */
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
