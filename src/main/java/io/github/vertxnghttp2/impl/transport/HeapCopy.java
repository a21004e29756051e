package io.github.vertxnghttp2.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * Copies heap buffers to direct memory, which the socket needs. Many pieces, and the frame heads between them, go into
 * one direct buffer, so that they are one write.
 */
final class HeapCopy {
  /** Capacity of the first buffer of a batch: one frame of 16 KiB with its head. */
  private static final int FIRST = 20 << 10;
  private static final int LATER = 64 << 10;
  /** A direct piece up to this size is also copied if it follows copied ones. */
  private static final int SMALL = 256;

  private final ChannelHandlerContext ctx;
  private ByteBuf copy;
  private int capacity = FIRST;

  HeapCopy(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  /** Writes a piece, which belongs to this object now. */
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

  /** Ends a batch: writes the rest. */
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
