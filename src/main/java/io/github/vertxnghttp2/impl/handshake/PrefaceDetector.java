package io.github.vertxnghttp2.impl.handshake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.internal.net.NetSocketInternal;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Decides by the first bytes of a cleartext connection whether it is HTTP/2 (RFC 9113 section 3.4) or HTTP/1.1. */
public final class PrefaceDetector extends ChannelInboundHandlerAdapter {
  private static final byte[] START = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

  private final NetSocketInternal socket;
  private final ServerHandshakes server;
  private ByteBuf seen = Unpooled.EMPTY_BUFFER;
  private ScheduledFuture<?> timer;

  private PrefaceDetector(NetSocketInternal socket, ServerHandshakes server) {
    this.socket = socket;
    this.server = server;
  }

  public static void install(NetSocketInternal socket, ServerHandshakes server) {
    ChannelHandlerContext last = socket.channelHandlerContext();
    last.pipeline().addBefore(last.name(), "preface", new PrefaceDetector(socket, server));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    int timeout = server.options().getHttp2().getHandshakeTimeout();
    timer = ctx.executor().schedule(() -> refuseSilent(ctx), timeout, TimeUnit.MILLISECONDS);
  }

  private void refuseSilent(ChannelHandlerContext ctx) {
    server.timedOut(PeerAddress.of(socket), "connection preface");
    ctx.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    timer.cancel(false);
    seen.release();
    seen = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    ByteBuf all = seen.isReadable() ? Unpooled.wrappedBuffer(seen, bytes) : bytes;
    seen = Unpooled.EMPTY_BUFFER;
    int length = Math.min(START.length, all.readableBytes());
    int same = 0;
    while (same < length && all.getByte(all.readerIndex() + same) == START[same]) {
      same++;
    }
    if (same == START.length) {
      server.begin(socket);
      pass(ctx, all);
    } else if (same < length) {
      Http1Peer.install(ctx, socket, server);
      pass(ctx, all);
    } else {
      seen = all;
    }
  }

  private void pass(ChannelHandlerContext ctx, ByteBuf bytes) {
    ctx.fireChannelRead(bytes);
    ctx.pipeline().remove(this);
  }
}
