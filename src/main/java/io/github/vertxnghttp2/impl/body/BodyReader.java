package io.github.vertxnghttp2.impl.body;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * Reads a body in one of three ways: it is pushed to a handler, pulled part by part, or gathered as a whole. Methods
 * may be called from any thread and take effect before they return; handlers and futures are called on the context.
 */
public final class BodyReader {
  private static final AtomicReferenceFieldUpdater<BodyReader, ReadState> STATE =
    AtomicReferenceFieldUpdater.newUpdater(BodyReader.class, ReadState.class, "state");
  private static final AtomicLongFieldUpdater<BodyReader> DEMAND =
    AtomicLongFieldUpdater.newUpdater(BodyReader.class, "demand");
  @SuppressWarnings("rawtypes")
  private static final AtomicReferenceFieldUpdater<BodyReader, Handler> END_HANDLER =
    AtomicReferenceFieldUpdater.newUpdater(BodyReader.class, Handler.class, "endHandler");
  @SuppressWarnings("rawtypes")
  private static final AtomicReferenceFieldUpdater<BodyReader, Handler> EXCEPTION_HANDLER =
    AtomicReferenceFieldUpdater.newUpdater(BodyReader.class, Handler.class, "exceptionHandler");
  /** Neither paused nor fetched: the first handler starts the flow. */
  private static final long NO_DEMAND_SET = -1;

  final ContextInternal context;
  private final InboundBody inbound;
  private volatile ReadState state = ReadState.IDLE;
  private volatile long demand = NO_DEMAND_SET;
  private volatile ChunkHandler handler;
  private volatile Handler<Void> endHandler;
  private volatile Handler<Throwable> exceptionHandler;
  private volatile Future<Buffer> body;
  private ChunkQueue waiting;
  private PulledBody pulled;
  private Promise<Void> read;
  /** Whether a chunk was pushed or skipped. */
  private boolean given;
  private boolean delivering;

  public BodyReader(Stream stream, ContextInternal context, EventLoop loop) {
    this.context = context;
    this.inbound = new InboundBody(this, stream, context, loop);
  }

  /** The other end, to which the stream delivers the body. */
  public InboundBody inbound() {
    return inbound;
  }

  /** Called when the message was handed to the user. Reports the end of a body that has already ended. */
  public void start() {
    finishIfRead();
  }

  /** Whether the user has asked for the body. From any thread. */
  public boolean isRead() {
    return state != ReadState.IDLE;
  }

  /** Changes the state, which is changed nowhere else. @return whether it was {@code from} and is {@code next} now */
  private boolean change(ReadState from, ReadState next) {
    return from.leadsTo(next) && STATE.compareAndSet(this, from, next);
  }

  /** @return whether the state is {@code next} now; it is not if the current state does not lead there */
  private boolean enter(ReadState next) {
    for (ReadState now = state; now.leadsTo(next); now = state) {
      if (change(now, next)) {
        return true;
      }
    }
    return false;
  }

  // --- from the stream, on the context ---

  void receive(Buffer chunk) {
    if (!delivering && isEmpty() && takeDemand()) {
      deliver(chunk);
    } else {
      keep(chunk);
    }
    serve();
  }

  /**
   * Gives the user bytes of the input without a copy, if the user takes slices and nothing has to be read before.
   *
   * @return false if nothing was done
   */
  boolean receive(ByteBuf input, int offset, int length) {
    ChunkHandler current = handler;
    if (current == null || !current.takesSlices() || delivering || !isEmpty() || !takeDemand()) {
      return false;
    }
    deliver(length, () -> current.handle(context, input.slice(offset, length)));
    serve();
    return true;
  }

  /** Keeps all chunks before the user gets the first: while a handler awaits, later chunks queue behind them. */
  void receive(ChunkQueue chunks) {
    if (pulled == null && isEmpty() && inbound.failure() == null) {
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
      inbound.consumed(chunk.length());
    } else if (inbound.failure() == null) {
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

  /** Drops the waiting chunks. @return their bytes */
  int drop() {
    int bytes = waitingBytes();
    waiting = null;
    return bytes;
  }

  /** The whole body has come. */
  void ended() {
    serve();
  }

  /** The body has failed: nothing more comes. */
  void failed(Http2Exception cause) {
    waiting = null;
    enter(ReadState.FAILED);
    notifyFailure();
    if (read != null) {
      read.tryFail(cause);
    }
    if (pulled != null) {
      pulled.fail(cause);
    }
  }

  public boolean isEmpty() {
    return waiting == null || waiting.isEmpty();
  }

  int waitingBytes() {
    return waiting == null ? 0 : waiting.bytes();
  }

  void finishIfRead() {
    if (inbound.isEndReceived() && isEmpty() && !delivering && isEndWanted() && enter(ReadState.ENDED)) {
      notifyEnd();
      if (read != null) {
        read.tryComplete();
      }
    }
  }

  /** Whether the user is to be notified of the end, when no chunk waits. */
  private boolean isEndWanted() {
    return switch (state) {
      case IDLE -> endHandler != null || read != null;
      case FLOWING -> demand > 0;
      case PULLED -> pulled != null && pulled.isIdle();
      case ENDED, FAILED -> false;
    };
  }

  /** Calls the end handler once. */
  @SuppressWarnings("unchecked")
  private void notifyEnd() {
    Handler<Void> current = END_HANDLER.getAndSet(this, null);
    if (current != null) {
      context.dispatch(null, current);
    }
  }

  @SuppressWarnings("unchecked")
  private void notifyFailure() {
    Handler<Throwable> current = EXCEPTION_HANDLER.getAndSet(this, null);
    if (current != null) {
      context.dispatch(inbound.failure(), current);
    }
  }

  // --- pushed ---

  /** A handler starts the flow, unless the body was paused or fetched before. */
  public void handler(Handler<Buffer> newHandler) {
    handler(newHandler == null ? null : new ChunkHandler(newHandler, null));
  }

  /** As {@link #handler}. The handler does not own the bytes: it retains what it keeps. */
  public void slices(Handler<ByteBuf> newHandler) {
    handler(newHandler == null ? null : new ChunkHandler(null, newHandler));
  }

  private void handler(ChunkHandler newHandler) {
    if (newHandler == null) {
      handler = null;
      return;
    }
    checkNotGone();
    enter(ReadState.FLOWING);
    handler = newHandler; // before the demand, or chunks would be skipped
    DEMAND.compareAndSet(this, NO_DEMAND_SET, Long.MAX_VALUE);
    wake();
  }

  private void checkNotGone() {
    ReadState now = state;
    if (now == ReadState.PULLED || now == ReadState.ENDED && pulled != null) {
      throw new IllegalStateException("the body is read by " + (body == null ? "read()" : "body()")
        + " already: a handler would get nothing of it");
    }
    if (now == ReadState.ENDED && given) {
      throw new IllegalStateException("the body has been read to its end already: a handler would get nothing of it");
    }
  }

  /** Sets the end handler, which does not start the flow. */
  public void endHandler(Handler<Void> newHandler) {
    endHandler = newHandler;
    if (newHandler != null) {
      if (state == ReadState.ENDED) {
        context.runOnContext(v -> notifyEnd());
      } else {
        wake();
      }
    }
  }

  public void exceptionHandler(Handler<Throwable> newHandler) {
    exceptionHandler = newHandler;
    if (newHandler != null && state == ReadState.FAILED) {
      context.runOnContext(v -> notifyFailure());
    }
  }

  public void pause() {
    enter(ReadState.FLOWING);
    demand = 0;
  }

  public void fetch(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount is " + amount + "; it must be at least 0");
    }
    if (amount == 0) {
      return;
    }
    enter(ReadState.FLOWING);
    DEMAND.updateAndGet(this, now -> {
      long sum = Math.max(now, 0) + amount;
      return sum < 0 ? Long.MAX_VALUE : sum;
    });
    wake();
  }

  /** Waiting chunks are delivered in the next task of the context, so that the user can set all handlers first. */
  private void wake() {
    if (!context.inThread() || !isEmpty() || inbound.isEndReceived()) {
      context.runOnContext(v -> drain());
    }
  }

  /** Takes one chunk off the demand. @return whether there was any */
  private boolean takeDemand() {
    if (state != ReadState.FLOWING) {
      return false;
    }
    for (;;) {
      long now = demand;
      if (now <= 0) {
        return false;
      }
      if (now == Long.MAX_VALUE || DEMAND.compareAndSet(this, now, now - 1)) {
        return true;
      }
    }
  }

  private void deliver(Buffer chunk) {
    ChunkHandler current = handler;
    deliver(chunk.length(), () -> {
      if (current != null) {
        current.handle(context, chunk);
      }
    });
  }

  private void deliver(int length, Runnable call) {
    given = true;
    delivering = true;
    try {
      call.run();
    } finally {
      delivering = false;
    }
    inbound.consumed(length);
  }

  /**
   * Returns at once while a handler runs: a handler on a virtual thread may await, and another task of the context may
   * then call this.
   */
  private void drain() {
    if (delivering) {
      return;
    }
    while (!isEmpty() && takeDemand()) {
      deliver(waiting.poll());
    }
    finishIfRead();
  }

  // --- pulled ---

  public Future<Buffer> read(int max) {
    change(ReadState.IDLE, ReadState.PULLED);
    return inbound.onContext(() -> pull().next(max));
  }

  public Buffer readNow(int max) {
    inbound.checkThread();
    Buffer part = pull().now(max);
    finishIfRead();
    return part;
  }

  public Future<Buffer> body() {
    Future<Buffer> known = body;
    if (known != null) {
      return known;
    }
    change(ReadState.IDLE, ReadState.PULLED);
    return context.inThread() ? whole() : inbound.onContext(this::whole);
  }

  private Future<Buffer> whole() {
    if (body == null) {
      if (pulled != null) {
        throw new IllegalStateException(
          "the body is read by read() already: body() would miss the bytes that were read");
      }
      body = pull().next(PulledBody.ALL);
    }
    return body;
  }

  private PulledBody pull() {
    if (body != null) {
      throw new IllegalStateException("the body is read as a whole already: use the future of body()");
    }
    if (pulled == null) {
      if (handler != null || given) {
        throw new IllegalStateException("the body goes to a handler already, or is skipped: nothing is left to read");
      }
      enter(ReadState.PULLED);
      pulled = new PulledBody(this);
    }
    return pulled;
  }

  /** Takes the bytes that have come, at most this many. */
  Buffer take(int max) {
    if (isEmpty() || max == 0) {
      return Buffer.buffer(0);
    }
    Buffer part = waiting.take(max);
    inbound.consumed(part.length());
    return part;
  }

  /** Takes all chunks that have come. They belong to the caller. */
  ChunkQueue takeWaiting() {
    ChunkQueue chunks = waiting;
    waiting = null;
    inbound.consumed(chunks.bytes());
    return chunks;
  }

  // --- the end ---

  public Future<Void> readToEnd() {
    return inbound.onContext(() -> {
      if (read == null) {
        read = context.promise();
        switch (state) {
          case FAILED -> read.fail(inbound.failure());
          case ENDED -> read.complete();
          default -> finishIfRead();
        }
      }
      return read.future();
    });
  }
}
