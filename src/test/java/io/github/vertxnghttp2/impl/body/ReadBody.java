package io.github.vertxnghttp2.impl.body;

import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.ServerConnection;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.ReadStream;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A body without a connection: the test feeds it, and records what its reader was notified of. */
final class ReadBody implements ReadStream<Buffer> {

  /** The context of the body, and the thread that calls its reader. */
  enum Place {
    OWN_LOOP, OTHER_LOOP, WORKER, VIRTUAL_THREAD,
    OUTSIDE_OWN_LOOP, OUTSIDE_OTHER_LOOP, OUTSIDE_WORKER, OUTSIDE_VIRTUAL_THREAD;

    boolean isOutside() {
      return name().startsWith("OUTSIDE");
    }

    private ContextInternal context(VertxInternal vertx) {
      assumeTrue(!name().endsWith("VIRTUAL_THREAD") || vertx.isVirtualThreadAvailable(),
        "virtual threads need Java 21");
      return name().endsWith("LOOP") ? vertx.createEventLoopContext()
        : name().endsWith("WORKER") ? vertx.createWorkerContext() : vertx.createVirtualThreadContext();
    }
  }

  final BodyReader reader;
  final List<String> told = new CopyOnWriteArrayList<>();
  private final Place place;
  private final ContextInternal context;
  private final EventLoop loop;

  ReadBody(Vertx vertx, Place place) {
    this.place = place;
    context = place.context((VertxInternal) vertx);
    loop = place.name().endsWith("OWN_LOOP") ? context.nettyEventLoop()
      : ((VertxInternal) vertx).createEventLoopContext().nettyEventLoop();
    ServerConnection connection = new ServerConnection(new SessionOptions(), () -> { });
    Stream stream = connection.upgrade(new byte[0], new HeaderList().add(":method", "POST").add(":scheme", "http")
      .add(":path", "/").add(":authority", "localhost"), 0);
    connection.close(ConnectionEnd.lost("the test needs no connection"));
    reader = new BodyReader(stream, context, loop);
  }

  /**
   * Calls on the context or on another thread, as the place says. All notifications have been made when this returns.
   */
  void call(Runnable call) {
    if (place.isOutside()) {
      call.run();
    } else {
      onContext(call);
    }
    settle();
  }

  private void onContext(Runnable task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(v -> {
      try {
        task.run();
        done.complete(null);
      } catch (Throwable e) {
        done.completeExceptionally(e);
      }
    });
    get(done);
  }

  private static void get(CompletableFuture<Void> done) {
    try {
      done.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new AssertionError(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void onLoop(Runnable task) {
    get(CompletableFuture.runAsync(task, loop));
  }

  /** Waits until the tasks of the context have run. */
  void settle() {
    onLoop(() -> { });
    for (int i = 0; i < 3; i++) {
      onContext(() -> { });
    }
  }

  /** Chunks come, one after the other. */
  void come(String... chunks) {
    onLoop(() -> {
      for (String chunk : chunks) {
        reader.inbound().onData(Unpooled.copiedBuffer(chunk, US_ASCII), 0, chunk.length());
      }
    });
    settle();
  }

  /** Bytes come in a buffer that was read from the socket. */
  void come(ByteBuf input, int offset, int length) {
    onLoop(() -> reader.inbound().onData(input, offset, length));
    settle();
  }

  /** The event loop of the connection. */
  EventLoop loop() {
    return loop;
  }

  void end(String... trailers) {
    onLoop(() -> reader.inbound().onEnd(HeaderList.of(trailers)));
    settle();
  }

  void fail() {
    onLoop(() -> reader.inbound().onFailure(ConnectionClosedException.lost("lost")));
    settle();
  }

  void tell(String what) {
    told.add(context.inThread() ? what : what + " on " + Thread.currentThread().getName());
  }

  /** Returns the notifications, and clears them. */
  String told() {
    String all = String.join(" ", told);
    told.clear();
    return all;
  }

  void listen() {
    handler(chunk -> tell(chunk.toString()));
    endHandler(v -> tell("end"));
    exceptionHandler(cause -> tell("failed"));
  }

  @Override
  public ReadBody handler(Handler<Buffer> handler) {
    reader.handler(handler);
    return this;
  }

  @Override
  public ReadBody endHandler(Handler<Void> handler) {
    reader.endHandler(handler);
    return this;
  }

  @Override
  public ReadBody exceptionHandler(Handler<Throwable> handler) {
    reader.exceptionHandler(handler);
    return this;
  }

  @Override
  public ReadBody pause() {
    reader.pause();
    return this;
  }

  @Override
  public ReadBody resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ReadBody fetch(long amount) {
    reader.fetch(amount);
    return this;
  }
}
