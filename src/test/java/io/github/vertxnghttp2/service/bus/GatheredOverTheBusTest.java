package io.github.vertxnghttp2.service.bus;

import com.sun.management.ThreadMXBean;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The memory that it takes to gather a long body from the bus, or for a message on the bus. */
class GatheredOverTheBusTest {
  private static final int SIZE = 64 << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static long allocated() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  @Test
  void the_chunks_of_a_body_from_the_bus_are_joined_once() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
      long allocated = context.nettyEventLoop().submit(() -> {
        Buffer chunk = Buffer.buffer(new byte[16 << 10]);
        BusReader reader = new BusReader(context, 0);
        long before = allocated();
        context.dispatch(reader, BusReader::body);
        for (int at = 0; at < SIZE; at += chunk.length()) {
          context.dispatch(chunk, reader::onData);
        }
        context.dispatch(HttpHeaders.headers(), reader::onEnd);
        long after = allocated();
        assertEquals(SIZE, reader.body().result().length());
        return after - before;
      }).get(60, TimeUnit.SECONDS);
      // The whole, and what holds the chunks; when it grew chunk by chunk it took seven times its size.
      assertTrue(allocated < SIZE + SIZE / 4, "allocated " + allocated + " bytes for a body of " + SIZE);
    } finally {
      ScriptedPeer.await(vertx.close());
    }
  }

  @Test
  void small_chunks_cost_no_buffer_each() {
    int size = 4 << 20;
    Buffer octet = Buffer.buffer("x");
    GatheredBody body = new GatheredBody();
    long before = allocated();
    for (int i = 0; i < size; i++) {
      body.add(octet);
    }
    Buffer whole = body.join();
    long allocated = allocated() - before;
    assertEquals(size, whole.length());
    assertTrue(allocated < 4L * size, "allocated " + allocated + " bytes for a body of " + size);
  }

  @Test
  void chunks_of_any_size_keep_their_order() {
    Buffer expected = Buffer.buffer();
    GatheredBody body = new GatheredBody();
    for (int i = 0; i < 300; i++) {
      Buffer chunk = Buffer.buffer(("" + (char) ('a' + i % 26)).repeat(i * 37 % 6_000));
      expected.appendBuffer(chunk);
      body.add(chunk);
    }
    assertEquals(expected.length(), body.length());
    assertEquals(expected, body.join());
  }
}
