package io.github.vertxnghttp2.service.bus;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Sends a body over the bus as fast as the other side grants credit. Safe for use by any thread; futures complete and
 * handlers are called on the context, which is that of the stream's endpoint or a duplicate of it.
 */
public final class BusWriter {
  /** Bytes that may wait for credit before the queue counts as full. */
  public static final int DEFAULT_MAX_SIZE = 64 << 10;

  private final ContextInternal context;
  private final Queue<Pending> waiting = new ArrayDeque<>();
  private final Queue<Promise<Void>> sent = new ArrayDeque<>();
  private BusStream stream;
  private int offset;
  private MultiMap trailers;
  private Promise<Void> ended;
  private boolean endSent;
  private boolean completing;
  private volatile Throwable failure;
  private Handler<Void> drainHandler;
  /** Whether {@link #isFull} has returned true since the last drain. */
  private volatile boolean full;
  private volatile int queued;
  private volatile int maxSize = DEFAULT_MAX_SIZE;

  private record Pending(Buffer data, Promise<Void> sent) {
  }

  public BusWriter(ContextInternal context) {
    this.context = context;
  }

  /** @param stream to write to; called once, on the context */
  public void stream(BusStream stream) {
    this.stream = stream;
    pump();
  }

  /** @return completes when the last byte has been sent to the bus */
  public Future<Void> write(Buffer data) {
    Pending pending = pending(data);
    context.emit(pending, this::add);
    return pending.sent().future();
  }

  private synchronized Pending pending(Buffer data) {
    queued += data.length();
    return new Pending(data, context.promise());
  }

  private void add(Pending pending) {
    if (failure != null) {
      release(pending.data().length());
      pending.sent().fail(failure);
    } else if (pending.data().length() == 0) {
      sent(pending.sent());
    } else {
      waiting.add(pending);
      pump();
    }
  }

  /** @param trailers may be empty */
  public Future<Void> end(MultiMap trailers) {
    return end(Buffer.buffer(), trailers);
  }

  /**
   * @param data the last of the body; may be empty
   * @param trailers may be empty
   */
  public Future<Void> end(Buffer data, MultiMap trailers) {
    Pending last = pending(data);
    Promise<Void> end = context.promise();
    context.emit(v -> {
      if (failure == null) {
        this.trailers = trailers;
        ended = end;
      } else {
        end.fail(failure);
      }
      add(last);
      pump();
    });
    return end.future();
  }

  /** Sends what the credit allows. Called on the context. */
  public void pump() {
    if (stream == null) {
      return;
    }
    int window = stream.window();
    while (!waiting.isEmpty() && window > 0) {
      Pending first = waiting.peek();
      int left = first.data().length() - offset;
      int size = Math.min(left, window);
      boolean whole = size == left;
      boolean last = whole && waiting.size() == 1 && ended != null && trailers.isEmpty();
      Buffer part = first.data().slice(offset, offset + size);
      offset = whole ? 0 : offset + size;
      if (whole) {
        waiting.remove();
      }
      release(size);
      stream.sendData(part, last);
      if (whole) {
        sent(first.sent());
      }
      window = stream.window();
    }
    if (ended != null && !endSent && waiting.isEmpty() && failure == null) {
      if (stream.isWritable()) {
        stream.sendEnd(trailers);
      }
      if (stream.isLocalEnded() && failure == null) {
        endSent = true;
        sent(ended);
      }
    }
    drainIfRoom();
  }

  /** Completes the promise in a task of its own: a listener that writes again must not make the stack deeper. */
  private void sent(Promise<Void> promise) {
    sent.add(promise);
    if (!completing) {
      completing = true;
      context.runOnContext(v -> completeSent());
    }
  }

  private void completeSent() {
    completing = false; // first: a listener that awaits a later write needs a further task
    for (Promise<Void> promise; (promise = sent.poll()) != null; ) {
      promise.complete();
    }
  }

  private void drainIfRoom() {
    if (full && queued <= maxSize / 2 && failure == null) {
      full = false;
      if (drainHandler != null) {
        context.dispatch(null, drainHandler);
      }
    }
  }

  private synchronized void release(int bytes) {
    queued -= bytes;
  }

  /**
   * Fails all writes that wait, since the stream has ended. Called on the context.
   *
   * @return whether the stream ended before the end of the body was sent
   */
  public boolean onFailure(Throwable cause) {
    if (endSent || failure != null) {
      return false;
    }
    failure = cause;
    for (Pending pending; (pending = waiting.poll()) != null; ) {
      release(pending.data().length() - offset);
      offset = 0;
      pending.sent().fail(cause);
    }
    if (ended != null) {
      ended.fail(cause);
    }
    return true;
  }

  /**
   * Whether more bytes wait than {@code maxSize}. Always true after the stream has failed, so that a loop that writes
   * until the queue is full stops.
   */
  public boolean isFull() {
    if (failure != null) {
      return true;
    }
    if (queued <= maxSize) {
      return false;
    }
    full = true; // set before the second check: a thread that empties the queue afterwards calls the drain handler
    return queued > maxSize;
  }

  /** @param bytes that may wait before {@link #isFull} is true */
  public void maxSize(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("maxSize is " + bytes + "; it must be at least 1");
    }
    maxSize = bytes;
  }

  /** Sets the handler that is called when there is room again, or at once if there is; not after a failure. */
  public void drainHandler(Handler<Void> handler) {
    context.emit(handler, h -> {
      drainHandler = h;
      if (h != null) {
        full = true; // isFull() may have returned true before there was a handler
        drainIfRoom();
      }
    });
  }
}
