package io.github.vertxnghttp2.impl.handshake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Detects a server that responds to the connection preface in HTTP/1. */
public final class Http1ResponseDetector extends ChannelInboundHandlerAdapter {
  private static final String START = "HTTP/";
  private static final int LINE_MAX = 100;

  private final Consumer<String> refuse;
  private ByteBuf seen = Unpooled.EMPTY_BUFFER;

  /** @param refuse called with the status line */
  public Http1ResponseDetector(Consumer<String> refuse) {
    this.refuse = refuse;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = seen.isReadable() ? Unpooled.wrappedBuffer(seen, (ByteBuf) message) : (ByteBuf) message;
    seen = Unpooled.EMPTY_BUFFER;
    String start = bytes.toString(bytes.readerIndex(), Math.min(LINE_MAX, bytes.readableBytes()),
      StandardCharsets.ISO_8859_1);
    if (start.startsWith(START)) {
      bytes.release();
      refuse.accept(start.lines().findFirst().orElse(start));
    } else if (START.startsWith(start)) {
      seen = bytes;
    } else {
      ctx.fireChannelRead(bytes);
      if (ctx.pipeline().context(this) != null) {
        ctx.pipeline().remove(this);
      }
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    seen.release();
    seen = Unpooled.EMPTY_BUFFER;
  }
}
