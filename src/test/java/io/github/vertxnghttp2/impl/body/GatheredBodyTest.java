package io.github.vertxnghttp2.impl.body;

import com.sun.management.ThreadMXBean;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.ServerConnection;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How much memory it takes to gather a long body. */
class GatheredBodyTest {
  private static final int CHUNK = 16 << 10;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void the_chunks_of_a_long_body_are_joined_once() throws Exception {
    int size = 64 << 20;
    long allocated = allocated(size);
    // The chunks, the whole, and what holds them; when it grew chunk by chunk it took nine times its size.
    assertTrue(allocated < 2L * size + size / 4, "allocated " + allocated + " bytes for a body of " + size);
  }

  /** The bytes that the event loop allocates. */
  private static long allocated(int size) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
      return run(context, () -> {
        ServerConnection connection = new ServerConnection(new SessionOptions(), () -> { });
        Stream stream = connection.upgrade(new byte[0], new HeaderList().add(":method", "POST").add(":scheme", "http")
          .add(":path", "/").add(":authority", "localhost"), 0);
        connection.close(ConnectionEnd.lost("the test needs no connection"));
        BodyReader reader = new BodyReader(stream, context, context.nettyEventLoop());
        ByteBuf chunk = Unpooled.directBuffer(CHUNK).writeZero(CHUNK);
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        Future<Buffer> body = reader.body();
        for (int at = 0; at < size; at += CHUNK) {
          reader.inbound().onData(chunk, 0, CHUNK);
        }
        reader.inbound().onEnd(new HeaderList());
        long after = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertEquals(size, body.result().length());
        chunk.release();
        return after - before;
      });
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  private static <T> T run(ContextInternal context, Callable<T> task) throws Exception {
    return context.nettyEventLoop().submit(task).get(60, TimeUnit.SECONDS);
  }
}
