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
  private BusStream stream;
  private int offset;
  private MultiMap trailers;
  private Promise<Void> ended;
  private volatile Throwable failure;
  private Handler<Void> drainHandler;
  private boolean full;
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
    Promise<Void> sent = context.promise();
    synchronized (this) {
      queued += data.length();
    }
    context.execute(new Pending(data, sent), this::add);
    return sent.future();
  }

  private void add(Pending pending) {
    if (failure != null) {
      release(pending.data().length());
      pending.sent().fail(failure);
    } else if (pending.data().length() == 0) {
      pending.sent().complete();
    } else {
      waiting.add(pending);
      pump();
      full |= queued > maxSize;
    }
  }

  /** @param trailers may be empty */
  public Future<Void> end(MultiMap trailers) {
    Promise<Void> sent = context.promise();
    context.execute(sent, promise -> {
      if (failure != null) {
        promise.fail(failure);
        return;
      }
      this.trailers = trailers;
      ended = promise;
      pump();
    });
    return sent.future();
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
        first.sent().tryComplete();
      }
      window = stream.window();
    }
    if (ended != null && waiting.isEmpty() && failure == null) {
      if (stream.isWritable()) {
        stream.sendEnd(trailers);
      }
      if (stream.isLocalEnded()) {
        ended.tryComplete();
      }
    }
    drainIfRoom();
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

  /** The stream is gone; on the context. */
  public void onFailure(Throwable cause) {
    if (failure == null) {
      failure = cause;
      for (Pending pending; (pending = waiting.poll()) != null; ) {
        release(pending.data().length());
        pending.sent().tryFail(cause);
      }
      if (ended != null) {
        ended.tryFail(cause);
      }
    }
  }

  /** Whether more waits than the maximum; always once the stream is gone, for who writes until it is. */
  public boolean isFull() {
    return queued > maxSize || failure != null;
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
    context.execute(handler, h -> {
      drainHandler = h;
      if (h != null && queued <= maxSize && failure == null) {
        full = true; // who saw it full from another thread, and came late
        drainIfRoom();
      }
    });
  }
}
