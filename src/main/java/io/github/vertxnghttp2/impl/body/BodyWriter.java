package io.github.vertxnghttp2.impl.body;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.buffer.BufferInternal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a body from the user's thread to a stream. Bytes that have not left yet are counted in {@link #queued}, by any
 * thread; the stream is used on its event loop only.
 */
public final class BodyWriter {
  private static final int DEFAULT_MAX_SIZE = 64 << 10;

  private final OutboundMessage message;
  private final ContextInternal context;
  private final EventLoop loop;
  private final AtomicLong queued = new AtomicLong();
  private Stream stream;
  private int maxSize = DEFAULT_MAX_SIZE;
  private volatile Handler<Void> drainHandler;
  private volatile boolean full;
  /** An ended stream always reports full. Otherwise a writer that stops only when full would loop for ever. */
  private volatile boolean ended;

  public BodyWriter(OutboundMessage message) {
    this.message = message;
    this.context = message.context();
    this.loop = message.loop();
  }

  public void stream(Stream stream) {
    this.stream = stream;
  }

  /**
   * Adds to the body.
   *
   * @param head sends the head, on the event loop and in the same task; {@code null} if it has been sent
   * @return completes when the bytes have left
   */
  public Future<Void> write(Runnable head, Buffer data) {
    return write(head, ((BufferInternal) data).getByteBuf());
  }

  /** As {@link #write(Runnable, Buffer)}, of bytes that belong to the stream now. */
  public Future<Void> write(Runnable head, ByteBuf bytes) {
    int length = bytes.readableBytes();
    PromiseInternal<Void> promise = context.promise();
    queued.addAndGet(length);
    if (loop.inEventLoop()) {
      write(head, bytes, length, promise);
    } else {
      loop.execute(() -> write(head, bytes, length, promise));
    }
    return promise.future();
  }

  private void write(Runnable head, ByteBuf bytes, int length, Promise<Void> promise) {
    if (head != null) {
      head.run();
    }
    stream.write(bytes, false, sent -> {
      if (sent) {
        left(length);
        promise.complete();
      } else {
        ended = true;
        queued.addAndGet(-length);
        // Not within this call: a pipe would resume its source, see that this stream is full, and pause it for ever.
        Throwable cause = message.writeFailure(stream.id());
        context.runOnContext(v -> promise.fail(cause));
      }
    });
  }

  private void left(int length) {
    if (queued.addAndGet(-length) <= maxSize / 2 && full) {
      drained();
    }
  }

  private void drained() {
    Handler<Void> handler = drainHandler;
    if (handler != null) {
      full = false;
      context.execute(v -> context.dispatch(null, handler));
    }
  }

  public boolean isFull() {
    if (ended) {
      return true;
    }
    if (queued.get() < maxSize) {
      return false;
    }
    // Before the second check: a thread that empties the queue after it sees that it has to call the drain handler.
    full = true;
    return queued.get() >= maxSize;
  }

  public void maxSize(int maxSize) {
    if (maxSize < 1) {
      throw new IllegalArgumentException("maxSize is " + maxSize + "; it must be at least 1");
    }
    this.maxSize = maxSize;
  }

  public void drainHandler(Handler<Void> handler) {
    drainHandler = handler;
    if (hasDrained()) { // the queue drained before the handler was set; it is not called within this method
      context.runOnContext(v -> {
        if (hasDrained()) {
          drained();
        }
      });
    }
  }

  private boolean hasDrained() {
    return full && !ended && queued.get() <= maxSize / 2;
  }

  /**
   * Ends the body. {@code StreamListener.onSent} follows when the last byte has left.
   *
   * @param head as for {@link #write}
   * @param data the last bytes, or none
   * @param trailers {@code null} if there are none
   */
  public void end(Runnable head, Buffer data, HeaderList trailers) {
    ByteBuf bytes = ((BufferInternal) data).getByteBuf();
    EventLoops.run(loop, () -> {
      if (head != null) {
        head.run(); // it may set the stream
      }
      end(stream, bytes, trailers);
    });
  }

  /** As {@link #end(Runnable, Buffer, HeaderList)}, of a stream that is known: a whole body needs no writer. */
  public static void end(EventLoop loop, Stream stream, Runnable head, Buffer data, HeaderList trailers) {
    ByteBuf bytes = ((BufferInternal) data).getByteBuf();
    EventLoops.run(loop, () -> {
      if (head != null) {
        head.run();
      }
      end(stream, bytes, trailers);
    });
  }

  private static void end(Stream stream, ByteBuf bytes, HeaderList trailers) {
    stream.write(bytes, trailers == null, null);
    if (trailers != null) {
      stream.end(trailers);
    }
  }
}
