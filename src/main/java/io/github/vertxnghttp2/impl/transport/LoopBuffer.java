package io.github.vertxnghttp2.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * A direct buffer for each event loop, which is used again as soon as nobody holds it. Most buffers are held for a
 * moment only. An allocator hands out other memory each time, which the caches of the processor do not have.
 */
final class LoopBuffer {
  private final FastThreadLocal<ByteBuf> ofThread = new FastThreadLocal<>() {
    @Override
    protected void onRemoval(ByteBuf buffer) {
      buffer.release();
    }
  };

  /**
   * Returns an empty buffer, which belongs to the caller. If somebody still holds the one of the thread, another takes
   * its place.
   */
  ByteBuf take(ByteBufAllocator allocator, int capacity) {
    ByteBuf last = ofThread.getIfExists();
    if (last != null && last.refCnt() == 1 && last.capacity() == capacity) {
      return last.clear().retain();
    }
    ByteBuf next = allocator.directBuffer(capacity, capacity);
    ofThread.set(next);
    if (last != null) {
      last.release();
    }
    return next.retain();
  }
}
