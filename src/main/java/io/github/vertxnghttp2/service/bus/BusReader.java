package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
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

/**
 * A body that comes over the bus, as a stream to read. Data waits until there is a handler, or is skipped after
 * {@link #resume} or {@link #fetch} without one. Data that was delivered, skipped or dropped is reported to
 * {@link #source}, since it holds credit until then. Safe for use by any thread; handlers are called on the context.
 */
public final class BusReader implements ReadStream<Buffer> {
  /** Where the data comes from. It holds credit until it was consumed or dropped. */
  public interface Source {
    /** Data was delivered or skipped: the sender gets credit for it. */
    void consumed(int bytes);

    /** Data was dropped: the sender gets no credit for it. */
    void dropped(int bytes);

    /** The stream has ended with data that waits. It is dropped when its reader is garbage. */
    void releaseWithout(Object reader);
  }

  private final ContextInternal context;
  private final Queue<Buffer> waiting = new ArrayDeque<>();
  private final int maxBodySize;
  /** {@code null} if the data is not from a stream. */
  private Source source;
  private Consumer<Http2Exception> refused = cause -> { };
  private volatile MultiMap trailers = MultiMap.caseInsensitiveMultiMap();
  private Handler<Buffer> handler;
  private Handler<Void> endHandler;
  private Handler<Throwable> exceptionHandler;
  private Promise<Buffer> body;
  /** The body so far, for {@link #body}; {@code null} until that is called. */
  private GatheredBody collected;
  private Throwable failure;
  private long demand = Long.MAX_VALUE;
  /** Whether {@link #fetch} was called with more than 0, which makes data flow without a handler. */
  private boolean flowing;
  private boolean ended;
  private boolean delivering;
  private boolean read;

  /** @param maxBodySize bytes that {@link #body} gathers; 0 for no limit */
  public BusReader(ContextInternal context, int maxBodySize) {
    this.context = context;
    this.maxBodySize = maxBodySize;
  }

  public void source(Source source) {
    this.source = source;
  }

  /** @param refused called when {@link #body} has failed because the body is longer than {@code maxBodySize} */
  public void whenRefused(Consumer<Http2Exception> refused) {
    this.refused = refused;
  }

  // --- events of the stream; called on the context ---

  public void onData(Buffer data) {
    waiting.add(data);
    scheduleDelivery();
  }

  /** @param trailers may be empty */
  public void onEnd(MultiMap trailers) {
    this.trailers = trailers;
    ended = true;
    scheduleDelivery();
  }

  /** Fails the body, and drops the data that waits. Has no effect after the end. */
  public void onFailure(Throwable cause) {
    if (abandon(cause) && exceptionHandler != null) {
      context.dispatch(cause, exceptionHandler);
    }
  }

  /**
   * As {@link #onFailure}, but does not call the exception handler.
   *
   * @return whether it had an effect
   */
  public boolean abandon(Throwable cause) {
    if (ended || failure != null) {
      return false;
    }
    failure = cause;
    drop();
    if (collected != null) {
      body.fail(cause);
    }
    return true;
  }

  private void drop() {
    int bytes = 0;
    for (Buffer data; (data = waiting.poll()) != null; ) {
      bytes += data.length();
    }
    drop(bytes);
  }

  private void drop(int bytes) {
    if (bytes > 0 && source != null) {
      source.dropped(bytes);
    }
  }

  /**
   * The stream has ended. Data that waits can still be read, and holds credit as long as it can.
   *
   * @return whether there is such data
   */
  public boolean onStreamClosed() {
    boolean isUnread = !waiting.isEmpty();
    if (isUnread && source != null) {
      source.releaseWithout(this);
    }
    return isUnread;
  }

  /** Drops the data that waits if nobody has read anything so far. Reading fails from then on. */
  public void discardUnread() {
    if (!read && !waiting.isEmpty()) {
      failure = new Http2Exception("the response has ended, and nobody has read the request until then: its body was"
        + " discarded", ErrorCode.NO_ERROR.code(), Initiator.LOCAL, null);
      drop();
    }
  }

  /**
   * On virtual threads, delivers in another task. A handler there may await the end of the body, which may be in the
   * same frame: it arrives only when the code that reads the frame has returned from {@link #onData}.
   */
  private void scheduleDelivery() {
    if (VirtualThreads.mayAwait(context)) {
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
      if (collected != null && failIfTooLong(data.length())) {
        drop(data.length());
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
      if (source != null) {
        source.consumed(data.length());
      }
    }
    delivering = false;
    if (ended && failure == null && waiting.isEmpty() && demand > 0) {
      reportEnd();
    }
  }

  /** Fails the body if {@code more} further bytes make it longer than {@code maxBodySize}. */
  private boolean failIfTooLong(int more) {
    if (maxBodySize == 0 || collected.length() + (long) more <= maxBodySize) {
      return false;
    }
    Http2Exception cause = new Http2Exception(
      "the stream over the event bus was closed with ENHANCE_YOUR_CALM: body() gathers"
        + " a body in memory, and this one has more than maxBodySize = " + maxBodySize + " bytes; raise maxBodySize in"
        + " StreamOptions, or read the body with a handler, which has no limit", ErrorCode.ENHANCE_YOUR_CALM.code(),
      Initiator.LOCAL, null);
    refuse(cause);
    return true;
  }

  private void refuse(Http2Exception cause) {
    failure = cause;
    drop();
    collected = null;
    body.fail(cause);
    if (exceptionHandler != null) {
      context.dispatch(cause, exceptionHandler);
    }
    refused.accept(cause);
  }

  private void reportEnd() {
    if (collected != null) {
      body.tryComplete(collected.join());
    }
    Handler<Void> once = endHandler;
    if (once != null) {
      endHandler = null;
      context.dispatch(null, once);
    }
  }

  // --- reading ---

  /** Whether a handler or {@link #body} has been given data, or {@link #body} was called. Called on the context. */
  public boolean isRead() {
    return read;
  }

  /** Whether the rest of the body has no reader, or has failed. Called on the context. */
  public boolean isUnwanted() {
    return !read || failure != null;
  }

  /** The trailers; empty until the end of the body. */
  public MultiMap trailers() {
    return trailers;
  }

  /** The whole body; the same future each time. */
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
      promise.fail(new IllegalStateException("a handler reads this body; call body() before you set a handler"));
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
      // In a later task: like other streams of Vert.x, fetch() does not call the handler itself.
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
