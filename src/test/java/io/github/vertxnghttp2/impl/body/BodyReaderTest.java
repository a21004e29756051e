package io.github.vertxnghttp2.impl.body;

import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.ServerConnection;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A handler that awaits lets the next tasks of its context run before it goes on. Here it runs them itself, which needs
 * no virtual thread.
 */
class BodyReaderTest {
  private static final HeaderList NO_TRAILERS = new HeaderList();

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
  private final EventLoop other = ((VertxInternal) vertx).createEventLoopContext().nettyEventLoop();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Promise<Void> ended = Promise.promise();
  private BodyReader reader;

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** Of a stream whose connection is gone: what is read of it is credited to nobody. */
  private BodyReader reader(EventLoop loop) {
    ServerConnection connection = new ServerConnection(new SessionOptions(), () -> { });
    Stream stream = connection.upgrade(new byte[0], new HeaderList().add(":method", "POST").add(":scheme", "http")
      .add(":path", "/").add(":authority", "localhost"), 0);
    connection.close(ConnectionEnd.lost("the test needs no connection"));
    return new BodyReader(stream, context, loop);
  }

  private void come(String chunk) {
    reader.inbound().onData(Unpooled.copiedBuffer(chunk, US_ASCII), 0, chunk.length());
  }

  private void run(Runnable task) throws Exception {
    context.nettyEventLoop().submit(task).get(10, TimeUnit.SECONDS);
  }

  /** What is told until the end, where "." stands for the return of the handler. */
  private String await() throws Exception {
    ended.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    run(() -> { });
    return String.join("", told);
  }

  private void handle(Runnable meanwhile) {
    reader.endHandler(v -> {
      told.add("end");
      ended.complete();
    });
    reader.handler(chunk -> {
      told.add(chunk.toString());
      if (chunk.toString().equals("a")) {
        meanwhile.run();
      }
      told.add(".");
    });
  }

  @Test
  void chunks_that_come_during_the_handler_are_delivered_after_it_returns() throws Exception {
    reader = reader(context.nettyEventLoop());
    run(() -> {
      handle(() -> {
        come("b");
        come("c");
        reader.inbound().onEnd(NO_TRAILERS);
      });
      come("a");
    });
    assertEquals("a.b.c.end", await());
  }

  @Test
  void the_end_waits_for_the_handler_of_the_last_bytes() throws Exception {
    reader = reader(context.nettyEventLoop());
    run(() -> {
      handle(() -> {
        reader.inbound().onEnd(NO_TRAILERS);
        reader.start();
        reader.readToEnd().onSuccess(v -> told.add("all"));
      });
      come("a");
    });
    assertEquals("a.endall", await());
  }

  @Test
  void chunks_that_come_during_the_handler_keep_their_order() throws Exception {
    reader = reader(other);
    run(() -> {
      handle(() -> {
        come("c");
        reader.inbound().onEnd(NO_TRAILERS);
        reader.fetch(1);
      });
      reader.pause();
      reader.fetch(1);
      other.submit(() -> {
        come("a");
        come("b");
      }).syncUninterruptibly();
    });
    run(() -> reader.fetch(2));
    assertEquals("a.b.c.end", await());
  }

  @Test
  void a_read_within_the_completion_of_another_gets_the_next_bytes() throws Exception {
    reader = reader(other);
    run(() -> {
      reader.read(1).onSuccess(part -> {
        told.add(part.toString());
        come("c");
        reader.inbound().onEnd(NO_TRAILERS);
        reader.read(1).onSuccess(next -> {
          told.add(next.toString());
          reader.read(10).onSuccess(rest -> {
            told.add(rest.toString());
            ended.complete();
          });
        });
      });
      other.submit(() -> {
        come("a");
        come("b");
      }).syncUninterruptibly();
    });
    assertEquals("abc", await());
  }
}
