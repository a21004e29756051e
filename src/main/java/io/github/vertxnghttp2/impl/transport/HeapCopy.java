package io.github.vertxnghttp2.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * What is written from the heap has to be copied for the socket: many pieces into one buffer, and with them the frame heads
 * between, so that they are one write.
 */
final class HeapCopy {
  /** Enough for the body of one frame, with its head. */
  private static final int FIRST = 20 << 10;
  private static final int LATER = 64 << 10;
  /** A direct piece up to this size is copied as well, if it stands between others. */
  private static final int SMALL = 256;

  private final ChannelHandlerContext ctx;
  private ByteBuf copy;
  private int capacity = FIRST;

  HeapCopy(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  /** Takes the piece over. */
  void write(ByteBuf piece) {
    if (piece.isDirect() && (copy == null || piece.readableBytes() > SMALL)) {
      flush();
      ctx.write(piece, ctx.voidPromise());
      return;
    }
    while (piece.isReadable()) {
      if (copy == null) {
        copy = ctx.alloc().directBuffer(capacity, capacity);
        capacity = LATER;
      }
      copy.writeBytes(piece, Math.min(piece.readableBytes(), copy.writableBytes()));
      if (!copy.isWritable()) {
        flush();
      }
    }
    piece.release();
  }

  /** At the end of a batch. */
  void end() {
    flush();
    capacity = FIRST;
  }

  private void flush() {
    if (copy != null) {
      ctx.write(copy, ctx.voidPromise());
      copy = null;
    }
  }
}
