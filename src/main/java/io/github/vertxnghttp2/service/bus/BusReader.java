package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A body that came over the bus, for who reads it. It waits until a handler is set, or until it is asked to flow without one:
 * then it is skipped. It is credited as it is delivered or skipped. Any thread may call it; it tells on its context.
 */
public final class BusReader implements ReadStream<Buffer> {
  private static final IntConsumer NOBODY = bytes -> { };

  private final ContextInternal context;
  private final Queue<Buffer> waiting = new ArrayDeque<>();
  private final int maxBodySize;
  private IntConsumer consumed = NOBODY;
  private Consumer<Http2Exception> refused = cause -> { };
  private volatile MultiMap trailers = MultiMap.caseInsensitiveMultiMap();
  private Handler<Buffer> handler;
  private Handler<Void> endHandler;
  private Handler<Throwable> exceptionHandler;
  private Promise<Buffer> body;
  /** What {@link #body} has so far; {@code null} if nobody asked for it. */
  private GatheredBody collected;
  private Throwable failure;
  private long demand = Long.MAX_VALUE;
  /** Whether it was asked to flow, with a handler or without. */
  private boolean flowing;
  private boolean ended;
  private boolean delivering;
  private boolean read;

  /** @param maxBodySize bytes that {@link #body} gathers; 0 for no limit */
  public BusReader(ContextInternal context, int maxBodySize) {
    this.context = context;
    this.maxBodySize = maxBodySize;
  }

  /** @param consumed told how many bytes were delivered */
  public void source(IntConsumer consumed) {
    this.consumed = consumed;
  }

  /** @param refused told, after who waits for the body, that it is longer than its limit: the rest is not wanted */
  public void whenRefused(Consumer<Http2Exception> refused) {
    this.refused = refused;
  }

  // --- what comes, on the context ---

  public void onData(Buffer data) {
    waiting.add(data);
    deliverApart();
  }

  /** @param trailers may be empty */
  public void onEnd(MultiMap trailers) {
    this.trailers = trailers;
    ended = true;
    deliverApart();
  }

  /** What waits is lost. Without effect after the end. */
  public void onFailure(Throwable cause) {
    if (abandon(cause) && exceptionHandler != null) {
      context.dispatch(cause, exceptionHandler);
    }
  }

  /**
   * As {@link #onFailure}, but the exception handler need not know.
   *
   * @return whether it had an effect
   */
  public boolean abandon(Throwable cause) {
    if (ended || failure != null) {
      return false;
    }
    failure = cause;
    waiting.clear();
    if (collected != null) {
      body.fail(cause);
    }
    return true;
  }

  /** Where a handler may await, the frame that brought the data, and perhaps the end, does not wait for it. */
  private void deliverApart() {
    if (VirtualThreads.isPossible(context)) {
      context.runOnContext(v -> deliver());
    } else {
      deliver();
    }
  }

  private void deliver() {
    if (delivering) {
      return;
    }
    delivering = true;
    while ((handler != null || collected != null || flowing) && demand > 0 && !waiting.isEmpty()) {
      Buffer data = waiting.poll();
      if (collected != null && isTooMuch(data.length())) {
        break;
      }
      if (demand != Long.MAX_VALUE) {
        demand--;
      }
      if (collected != null) {
        collected.add(data);
      }
      read = true;
      if (handler != null) {
        context.dispatch(data, handler);
      }
      consumed.accept(data.length());
    }
    delivering = false;
    if (ended && failure == null && waiting.isEmpty() && demand > 0) {
      tellEnd();
    }
  }

  /** Whether so many bytes more cannot be gathered: the body has failed then. */
  private boolean isTooMuch(int more) {
    if (maxBodySize == 0 || collected.length() + (long) more <= maxBodySize) {
      return false;
    }
    Http2Exception cause = new Http2Exception("the stream over the event bus was closed with ENHANCE_YOUR_CALM: more than"
      + " maxBodySize = " + maxBodySize + " bytes of a body that is gathered in memory; raise it in StreamOptions, or take the body"
      + " by a handler, which has no limit", ErrorCode.ENHANCE_YOUR_CALM.code(), Initiator.LOCAL, null);
    refuse(cause);
    return true;
  }

  private void refuse(Http2Exception cause) {
    failure = cause;
    waiting.clear();
    collected = null;
    body.fail(cause);
    if (exceptionHandler != null) {
      context.dispatch(cause, exceptionHandler);
    }
    refused.accept(cause);
  }

  private void tellEnd() {
    if (collected != null) {
      body.tryComplete(collected.join());
    }
    Handler<Void> once = endHandler;
    if (once != null) {
      endHandler = null;
      context.dispatch(null, once);
    }
  }

  // --- for who reads ---

  /** Whether somebody reads the body, or has; on the context. */
  public boolean isRead() {
    return read;
  }

  /** Whether the rest of the body is of no use: nobody reads it, or it has failed; on the context. */
  public boolean isUnwanted() {
    return !read || failure != null;
  }

  /** The trailers: complete at the end. */
  public MultiMap trailers() {
    return trailers;
  }

  /** The whole body; the same each time. */
  public Future<Buffer> body() {
    synchronized (this) {
      if (body != null) {
        return body.future();
      }
      body = context.promise();
    }
    context.emit(body, this::collect);
    return body.future();
  }

  private void collect(Promise<Buffer> promise) {
    if (failure != null) {
      promise.fail(failure);
    } else if (read) {
      promise.fail(new IllegalStateException("the body goes to a handler; body() is for one that nobody reads"));
    } else {
      read = true;
      collected = new GatheredBody();
      demand = Long.MAX_VALUE;
      deliver();
    }
  }

  @Override
  public BusReader handler(Handler<Buffer> handler) {
    context.emit(handler, h -> {
      this.handler = h;
      read |= h != null;
      deliver();
    });
    return this;
  }

  @Override
  public BusReader pause() {
    context.emit(v -> demand = 0);
    return this;
  }

  @Override
  public BusReader resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public BusReader fetch(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount is " + amount + "; it must be at least 0");
    }
    context.emit(amount, more -> {
      demand = demand + more < 0 ? Long.MAX_VALUE : demand + more;
      flowing |= more > 0;
      // In the next tick: who asks for more is not given it while they are asking, as with any stream of Vert.x.
      if (!waiting.isEmpty() || ended) {
        context.runOnContext(v -> deliver());
      }
    });
    return this;
  }

  @Override
  public BusReader endHandler(Handler<Void> handler) {
    context.emit(handler, h -> {
      endHandler = h;
      deliver();
    });
    return this;
  }

  @Override
  public BusReader exceptionHandler(Handler<Throwable> handler) {
    context.emit(handler, h -> {
      exceptionHandler = h;
      if (h != null && failure != null) {
        context.dispatch(failure, h);
      }
    });
    return this;
  }
}
