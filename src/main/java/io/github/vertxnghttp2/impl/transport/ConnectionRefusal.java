package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.internal.net.NetSocketInternal;

import java.nio.charset.StandardCharsets;

/** Refuses a connection over a limit: sends SETTINGS, which RFC 9113 section 3.4 requires, and GOAWAY, and closes. */
public final class ConnectionRefusal {
  private static final int FRAME_HEAD = 9;
  private static final int GOAWAY_FIXED = 8;

  private static final Farewell.OutputCounts NOT_COUNTED = new Farewell.OutputCounts() {
    @Override
    public long takenBySocket() {
      return 0;
    }

    @Override
    public long possiblyUnread() {
      return 0;
    }
  };

  private ConnectionRefusal() {
  }

  public static void send(NetSocketInternal socket, LimitReached limit, Http2Options options) {
    ChannelHandlerContext ctx = socket.channelHandlerContext();
    byte[] text = limit.text().getBytes(StandardCharsets.UTF_8);
    ByteBuf frames = ctx.alloc().buffer(2 * FRAME_HEAD + GOAWAY_FIXED + text.length);
    head(frames, 0, FrameType.SETTINGS);
    head(frames, GOAWAY_FIXED + text.length, FrameType.GOAWAY);
    frames.writeInt(0).writeInt((int) limit.limit().errorCode().code()).writeBytes(text);
    Farewell farewell = new Farewell(NOT_COUNTED, () -> { }, ctx, options);
    socket.handler(bytes -> farewell.discarded(bytes.length()));
    socket.closeHandler(closed -> farewell.over());
    ctx.write(frames);
    farewell.begin(false);
  }

  private static void head(ByteBuf frames, int length, FrameType type) {
    frames.writeMedium(length).writeByte(type.code()).writeByte(0).writeInt(0);
  }
}
