package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;

/**
 * How a body is read: pushed to a handler, or pulled part by part, or as a whole. All of it happens on the context; calls
 * from other threads are carried over, and those that cannot wait for that are refused.
 */
final class BodyReader extends InboundBody {
  private ChunkQueue waiting;
  private PulledBody pulled;
  private volatile Future<Buffer> body;
  private Handler<Buffer> handler;
  private Handler<Void> endHandler;
  private Handler<Throwable> exceptionHandler;
  private Promise<Void> read;
  private long demand;
  private volatile boolean chosen;
  private boolean delivering;
  private boolean finished;

  BodyReader(Stream stream, ContextInternal context, EventLoop loop) {
    super(stream, context, loop);
  }

  /** After the message was handed over: a body that has ended is reported now. */
  void start() {
    finishIfRead();
  }

  /** Whether somebody has asked for the body; from any thread. */
  boolean isRead() {
    return chosen;
  }

  // --- what comes ---

  @Override
  void receive(Buffer chunk) {
    if (demand > 0 && !delivering && isEmpty()) {
      deliver(chunk);
    } else {
      keep(chunk);
    }
    serve();
  }

  /** All of them are kept before the user sees the first: what comes while a handler awaits is behind them. */
  @Override
  void receive(ChunkQueue chunks) {
    if (pulled == null && isEmpty() && failure() == null) {
      waiting = chunks;
    } else {
      while (!chunks.isEmpty()) {
        keep(chunks.poll());
      }
    }
    serve();
  }

  private void keep(Buffer chunk) {
    if (pulled != null && pulled.collect(chunk)) {
      consumed(chunk.length());
    } else if (failure() == null) {
      if (waiting == null) {
        waiting = new ChunkQueue();
      }
      waiting.add(chunk);
    }
  }

  private void serve() {
    if (pulled != null) {
      pulled.serve();
    }
    drain();
  }

  @Override
  int drop() {
    int bytes = waitingBytes();
    waiting = null;
    return bytes;
  }

  @Override
  void ended() {
    serve();
  }

  @Override
  void failed(Http2Exception cause) {
    waiting = null;
    if (exceptionHandler != null) {
      context.dispatch(cause, exceptionHandler);
    }
    if (read != null) {
      read.tryFail(cause);
    }
    if (pulled != null) {
      pulled.fail(cause);
    }
  }

  boolean isEmpty() {
    return waiting == null || waiting.isEmpty();
  }

  int waitingBytes() {
    return waiting == null ? 0 : waiting.bytes();
  }

  void finishIfRead() {
    if (!isEndReceived() || finished || failure() != null || delivering || !isEmpty()) {
      return;
    }
    boolean willing = pulled != null || (chosen ? demand > 0 : read != null);
    if (!willing) {
      return;
    }
    finished = true;
    if (endHandler != null) {
      context.dispatch(null, endHandler);
    }
    if (read != null) {
      read.tryComplete();
    }
  }

  // --- pushed ---

  void handler(Handler<Buffer> handler) {
    if (context.inThread()) {
      pushTo(handler);
    } else {
      context.execute(handler, this::pushTo);
    }
  }

  private void pushTo(Handler<Buffer> handler) {
    if (handler != null && pulled != null) {
      throw new IllegalStateException("the body is read by " + (body == null ? "read()" : "body()")
        + " already: a handler would get nothing of it");
    }
    this.handler = handler;
    if (handler != null) {
      flow();
    }
  }

  void endHandler(Handler<Void> handler) {
    if (context.inThread()) {
      tellEnd(handler);
    } else {
      context.execute(handler, this::tellEnd);
    }
  }

  private void tellEnd(Handler<Void> handler) {
    endHandler = handler;
    if (handler != null && pulled == null) {
      flow();
    }
  }

  /**
   * Reading begins by itself once somebody listens, unless they chose their own pace. What waits already comes in the next
   * tick, so that all handlers can be set.
   */
  private void flow() {
    if (!chosen) {
      chosen = true;
      demand = Long.MAX_VALUE;
      if (!isEmpty() || isEndReceived()) {
        context.runOnContext(v -> drain());
      }
    } else if (isEndReceived() && !finished && demand > 0) {
      context.runOnContext(v -> drain());
    }
  }

  void exceptionHandler(Handler<Throwable> handler) {
    context.execute(handler, h -> {
      exceptionHandler = h;
      if (h != null && failure() != null) {
        context.runOnContext(v -> h.handle(failure()));
      }
    });
  }

  void pause() {
    context.execute(() -> {
      chosen = true;
      demand = 0;
    });
  }

  void fetch(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount is " + amount + "; it must be at least 0");
    }
    context.execute(() -> demand(amount));
  }

  private void demand(long amount) {
    chosen = true;
    if (pulled != null) {
      return; // each read is a demand of its own
    }
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    if (amount > 0 && (!isEmpty() || isEndReceived())) {
      context.runOnContext(v -> drain());
    }
  }

  private void deliver(Buffer chunk) {
    if (demand != Long.MAX_VALUE) {
      demand--;
    }
    delivering = true;
    try {
      if (handler != null) {
        context.dispatch(chunk, handler);
      }
    } finally {
      delivering = false;
    }
    consumed(chunk.length());
  }

  /** On a virtual thread a handler may await, and other tasks of the context run meanwhile: what they bring comes after it. */
  private void drain() {
    if (delivering) {
      return;
    }
    while (demand > 0 && !isEmpty()) {
      deliver(waiting.poll());
    }
    finishIfRead();
  }

  // --- pulled ---

  Future<Buffer> read(int max) {
    return onContext(() -> pull().next(max));
  }

  Buffer readNow(int max) {
    checkThread();
    Buffer part = pull().now(max);
    finishIfRead();
    return part;
  }

  Future<Buffer> body() {
    Future<Buffer> known = body;
    return known != null ? known : context.inThread() ? whole() : onContext(this::whole);
  }

  private Future<Buffer> whole() {
    if (body == null) {
      if (pulled != null) {
        throw new IllegalStateException("the body is read by read() already: body() would miss what is gone");
      }
      body = pull().next(PulledBody.ALL);
    }
    return body;
  }

  private PulledBody pull() {
    if (handler != null) {
      throw new IllegalStateException("the body goes to a handler already: there is nothing left to read");
    }
    if (body != null) {
      throw new IllegalStateException("the body is read as a whole already: use the future of body()");
    }
    if (pulled == null) {
      pulled = new PulledBody(this);
      chosen = true;
      demand = 0;
    }
    return pulled;
  }

  /** Bytes that came, but no more than these. */
  Buffer take(int max) {
    if (isEmpty() || max == 0) {
      return Buffer.buffer(0);
    }
    Buffer part = waiting.take(max);
    consumed(part.length());
    return part;
  }

  // --- how far it is ---

  Future<Void> readToEnd() {
    return onContext(() -> {
      if (read == null) {
        read = context.promise();
        if (failure() != null) {
          read.fail(failure());
        } else if (finished) {
          read.complete();
        } else {
          finishIfRead();
        }
      }
      return read.future();
    });
  }
}
