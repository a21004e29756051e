package io.github.vertxnghttp2.impl.body;

import io.netty.buffer.ByteBuf;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * Keeps a slice of received bytes. The slice keeps the whole buffer in memory that was read from the socket, and one
 * read may have bytes of many streams. So that queues of slices stay in proportion to the memory that they keep, a
 * slice that is a small part of its buffer is copied.
 */
final class RetainedSlice {
  /** A slice keeps at most this many times its size in memory. With reads of 64 KiB a DATA frame of 16 KiB is kept. */
  private static final int MEMORY_MAX = 4;

  private RetainedSlice() {
  }

  /** @return belongs to the caller */
  static ByteBuf of(ByteBuf slice) {
    int length = slice.readableBytes();
    if ((long) length * MEMORY_MAX >= buffer(slice).capacity()) {
      return slice.retain();
    }
    BufferInternal copy = BufferInternal.buffer(length);
    copy.unwrap().writeBytes(slice, slice.readerIndex(), length);
    return copy.getByteBuf();
  }

  /** The buffer that the slice is a part of. */
  private static ByteBuf buffer(ByteBuf slice) {
    ByteBuf whole = slice;
    for (ByteBuf next = slice; next != null; next = next.unwrap()) {
      whole = next;
    }
    return whole;
  }
}
