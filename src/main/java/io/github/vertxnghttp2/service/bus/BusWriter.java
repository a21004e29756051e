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
 * A body that goes over the bus as fast as the other side grants credit. Any thread may call it; it tells on its context,
 * which is that of the stream's endpoint or a duplicate.
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
  private boolean telling;
  private volatile Throwable failure;
  private Handler<Void> drainHandler;
  /** Somebody was told so, and waits for a drain. */
  private volatile boolean full;
  private volatile int queued;
  private volatile int maxSize = DEFAULT_MAX_SIZE;

  private record Pending(Buffer data, Promise<Void> sent) {
  }

  public BusWriter(ContextInternal context) {
    this.context = context;
  }

  /** @param stream to write to, once there is one; on the context */
  public void stream(BusStream stream) {
    this.stream = stream;
    pump();
  }

  /** @return completes when the last byte was given to the bus */
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

  /** There is credit; on the context. */
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
      Buffer part = size == first.data().length() ? first.data() : first.data().slice(offset, offset + size);
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

  /** Told from the event queue: who writes on as soon as a write is done needs no deeper stack for it. */
  private void sent(Promise<Void> promise) {
    sent.add(promise);
    if (!telling) {
      telling = true;
      context.runOnContext(v -> tell());
    }
  }

  private void tell() {
    telling = false; // who awaits what is sent next is told by the next task
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
   * The stream is gone; on the context.
   *
   * @return whether that was before the end was sent
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

  /** Whether more waits than the maximum; always once the stream is gone, for who writes until it is. */
  public boolean isFull() {
    if (failure != null) {
      return true;
    }
    if (queued <= maxSize) {
      return false;
    }
    full = true; // before the second look: whoever empties the queue after it sees that a drain is waited for
    return queued > maxSize;
  }

  /** @param bytes that may wait */
  public void maxSize(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("maxSize is " + bytes + "; it must be at least 1");
    }
    maxSize = bytes;
  }

  /** Called when there is room again; at once if there is, but not once the stream is gone. */
  public void drainHandler(Handler<Void> handler) {
    context.emit(handler, h -> {
      drainHandler = h;
      if (h != null) {
        full = true; // who saw it full, and came late
        drainIfRoom();
      }
    });
  }
}
