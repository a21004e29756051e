package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;

import java.util.ArrayDeque;

/**
 * A body on its way from a stream to a handler. The state belongs to the context: what the event loop receives is carried
 * over to it, and credit for what was read is carried back.
 */
final class BodyReader {
  private static final HeaderList NO_TRAILERS = new HeaderList();

  private final Stream stream;
  private final ContextInternal context;
  private final EventLoop loop;
  private final boolean sameThread;

  private ArrayDeque<Buffer> waiting;
  private Handler<Buffer> handler;
  private Handler<Void> endHandler;
  private Handler<Throwable> exceptionHandler;
  private Promise<Void> ended;
  private Future<Buffer> body;
  private HeaderList trailers = NO_TRAILERS;
  private Throwable failure;
  private long demand;
  private boolean chosen;
  private boolean delivering;
  private boolean endReceived;
  private boolean finished;

  BodyReader(Stream stream, ContextInternal context, EventLoop loop) {
    this.stream = stream;
    this.context = context;
    this.loop = loop;
    this.sameThread = Threads.isOn(context, loop);
  }

  // --- from the event loop ---

  void onData(ByteBuf input, int offset, int length) {
    // A user's Buffer is never released, so it cannot be a slice of the pooled input.
    BufferInternal chunk = BufferInternal.buffer(length);
    chunk.unwrap().writeBytes(input, offset, length);
    if (sameThread) {
      receive(chunk);
    } else {
      context.execute(chunk, this::receive);
    }
  }

  void onEnd(HeaderList receivedTrailers) {
    if (sameThread) {
      receiveEnd(receivedTrailers);
    } else {
      context.execute(receivedTrailers, this::receiveEnd);
    }
  }

  void onFailure(Throwable cause) {
    if (sameThread) {
      fail(cause);
    } else {
      context.execute(cause, this::fail);
    }
  }

  // --- on the context ---

  private void receive(Buffer chunk) {
    if (demand > 0 && !delivering && waiting == null) {
      deliver(chunk);
    } else {
      if (waiting == null) {
        waiting = new ArrayDeque<>();
      }
      waiting.add(chunk);
    }
  }

  private void receiveEnd(HeaderList receivedTrailers) {
    trailers = receivedTrailers;
    endReceived = true;
    if (!delivering) {
      finishIfRead();
    }
  }

  /** The head was the whole message. */
  void endWithHead() {
    endReceived = true;
  }

  /** After the message was handed over: a body that has ended is reported now. */
  void start() {
    finishIfRead();
  }

  private void fail(Throwable cause) {
    if (finished || failure != null || endReceived) {
      return;
    }
    failure = cause;
    waiting = null;
    if (exceptionHandler != null) {
      context.dispatch(cause, exceptionHandler);
    }
    if (ended != null) {
      ended.tryFail(cause);
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

  private void consumed(int bytes) {
    if (sameThread) {
      stream.consume(bytes);
    } else {
      loop.execute(() -> stream.consume(bytes));
    }
  }

  private void drain() {
    if (delivering) {
      return;
    }
    while (demand > 0 && waiting != null) {
      Buffer chunk = waiting.poll();
      if (waiting.isEmpty()) {
        waiting = null;
      }
      deliver(chunk);
    }
    finishIfRead();
  }

  private void finishIfRead() {
    boolean willing = chosen ? demand > 0 : ended != null;
    if (!endReceived || finished || failure != null || waiting != null || !willing) {
      return;
    }
    finished = true;
    if (endHandler != null) {
      context.dispatch(null, endHandler);
    }
    if (ended != null) {
      ended.tryComplete();
    }
  }

  // --- from the user ---

  void handler(Handler<Buffer> handler) {
    this.handler = handler;
    if (handler != null) {
      flow();
    }
  }

  void endHandler(Handler<Void> handler) {
    endHandler = handler;
    if (handler != null) {
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
      if (waiting != null || endReceived) {
        context.runOnContext(v -> drain());
      }
    } else if (endReceived && !finished && demand > 0) {
      context.runOnContext(v -> drain());
    }
  }

  void exceptionHandler(Handler<Throwable> handler) {
    exceptionHandler = handler;
    if (handler != null && failure != null) {
      context.runOnContext(v -> handler.handle(failure));
    }
  }

  void pause() {
    chosen = true;
    demand = 0;
  }

  void fetch(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount is " + amount + "; it must be at least 0");
    }
    chosen = true;
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    if (amount > 0 && (waiting != null || endReceived)) {
      context.runOnContext(v -> drain());
    }
  }

  Future<Buffer> body() {
    if (body == null) {
      if (handler != null) {
        throw new IllegalStateException("the body already goes to a handler");
      }
      Collector collector = new Collector();
      Future<Void> end = ended();
      handler(collector);
      body = end.map(v -> collector.collected);
    }
    return body;
  }

  Future<Void> ended() {
    if (ended == null) {
      ended = context.promise();
      if (failure != null) {
        ended.fail(failure);
      } else if (finished) {
        ended.complete();
      } else {
        finishIfRead();
      }
    }
    return ended.future();
  }

  /** Forgets what waits, on the thread of the event loop; how many bytes that was. */
  int dropWaiting() {
    int bytes = 0;
    if (sameThread && waiting != null) {
      for (Buffer chunk : waiting) {
        bytes += chunk.length();
      }
      waiting = null;
    }
    return bytes;
  }

  MultiMap trailers() {
    return new HeadersMultiMap(trailers, false);
  }

  /** Whether somebody has asked for the body. */
  boolean isRead() {
    return chosen;
  }

  private static final class Collector implements Handler<Buffer> {
    private Buffer collected = Buffer.buffer(0);

    @Override
    public void handle(Buffer chunk) {
      if (collected.length() == 0) {
        collected = chunk;
      } else {
        collected.appendBuffer(chunk);
      }
    }
  }
}
