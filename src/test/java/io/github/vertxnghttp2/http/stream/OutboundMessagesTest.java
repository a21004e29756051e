package io.github.vertxnghttp2.http.stream;

import io.github.vertxnghttp2.testing.Repeat;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.impl.MessageWrite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OutboundMessagesTest {
  private static final int STREAMS = 5_000;
  private static final int MESSAGES = 20;

  private Vertx vertx;
  private ContextInternal context;
  private EventLoop loop;
  private final AtomicInteger drained = new AtomicInteger();

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    context = ((VertxInternal) vertx).createEventLoopContext();
    loop = context.nettyEventLoop();
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  /** Of a request whose connection does nothing. */
  private OutboundMessages messages() {
    ClientStreamConnection connection = (ClientStreamConnection) Proxy.newProxyInstance(getClass().getClassLoader(),
      new Class<?>[] {ClientStreamConnection.class}, (proxy, method, args) -> context);
    return new ClientStream(connection, context, -1, null).drainHandler(v -> drained.incrementAndGet()).outbound();
  }

  /** Counts down when it was written or cancelled. */
  private record Counted(CountDownLatch done) implements MessageWrite {
    @Override
    public void write() {
      done.countDown();
    }

    @Override
    public void cancel(Throwable cause) {
      done.countDown();
    }
  }

  @Test
  void each_message_is_written_or_cancelled_although_the_stream_closes_meanwhile() throws Exception {
    for (int i = 0; i < STREAMS; i++) {
      OutboundMessages messages = messages();
      CountDownLatch done = new CountDownLatch(1 + MESSAGES);
      messages.write(new Counted(done));
      loop.execute(messages::close);
      for (int n = 0; n < MESSAGES; n++) {
        messages.write(new Counted(done));
      }
      assertTrue(done.await(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS), done + " in stream " + i);
    }
  }

  @Test
  void a_closed_stream_takes_no_more_messages() throws Exception {
    OutboundMessages messages = messages();
    CountDownLatch done = new CountDownLatch(MESSAGES);
    loop.submit(messages::changeAcceptance).get();
    for (int n = 0; n < MESSAGES; n++) {
      messages.write(new Counted(done));
    }
    loop.submit(messages::close).get();
    assertTrue(done.await(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    loop.submit(() -> { }).get();
    assertEquals(0, drained.get());
  }
}
