package io.github.vertxnghttp2.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

class LoopBufferTest {
  private static final int CAPACITY = 1000;

  private final ByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final LoopBuffer loop = new LoopBuffer();

  @AfterEach
  void end() {
    FastThreadLocal.removeAll();
  }

  @Test
  void a_buffer_that_nobody_holds_is_used_again_and_is_empty() {
    ByteBuf first = loop.take(allocator, CAPACITY);
    assertEquals(CAPACITY, first.writableBytes());
    first.writeZero(10).skipBytes(3);
    first.release();
    ByteBuf second = loop.take(allocator, CAPACITY);
    assertSame(first, second);
    assertEquals(0, second.readerIndex());
    assertFalse(second.isReadable());
    assertEquals(CAPACITY, second.writableBytes());
    second.release();
  }

  @Test
  void a_buffer_that_is_in_use_keeps_its_bytes_and_is_freed_by_its_last_user() {
    ByteBuf waiting = loop.take(allocator, CAPACITY).writeByte(7);
    ByteBuf next = loop.take(allocator, CAPACITY).writeByte(8);
    assertNotSame(waiting, next);
    assertEquals(7, waiting.getByte(0));
    ByteBuf slice = next.retainedSlice(0, 1);
    next.release();
    ByteBuf third = loop.take(allocator, CAPACITY).writeByte(9);
    assertEquals(8, slice.getByte(0));
    slice.release();
    third.release();
    waiting.release();
    assertEquals(0, waiting.refCnt());
    assertEquals(0, next.refCnt());
    assertSame(third, loop.take(allocator, CAPACITY));
    third.release();
  }

  @Test
  void a_buffer_of_another_size_takes_the_place_of_the_last_one() {
    ByteBuf first = loop.take(allocator, CAPACITY);
    first.release();
    ByteBuf larger = loop.take(allocator, 2 * CAPACITY);
    assertEquals(2 * CAPACITY, larger.writableBytes());
    assertEquals(0, first.refCnt());
    larger.release();
  }

  @Test
  void the_buffer_of_a_thread_is_freed_when_the_thread_ends() throws InterruptedException {
    ByteBuf[] taken = new ByteBuf[1];
    Thread thread = new FastThreadLocalThread(() -> {
      taken[0] = loop.take(allocator, CAPACITY);
      taken[0].release();
      FastThreadLocal.removeAll();
    });
    thread.start();
    thread.join();
    assertEquals(0, taken[0].refCnt());
  }
}
