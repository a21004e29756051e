package io.github.vertxnghttp2.impl.body;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.fields.HeadersMultiMap;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.buffer.BufferInternal;

import java.util.function.Supplier;

/**
 * Carries a body from the event loop, which receives it, to the context of the user, and the credit for read bytes
 * back. The state belongs to the context.
 */
public final class InboundBody {
  private static final HeaderList NO_TRAILERS = new HeaderList();

  private final ContextInternal context;
  private final BodyReader reader;
  private final Stream stream;
  private final EventLoop loop;
  private final boolean sameThread;
  /** Chunks on their way to the context. Guarded by this object. */
  private ChunkQueue arrived;
  private HeaderList trailers = NO_TRAILERS;
  /** {@code null} until the user asks for the trailers. Guarded by this object. */
  private HeadersMultiMap trailerFields;
  private Promise<Void> received;
  private Http2Exception failure;
  private boolean endReceived;

  /** @param reader gets the chunks and the end, on the context */
  InboundBody(BodyReader reader, Stream stream, ContextInternal context, EventLoop loop) {
    this.reader = reader;
    this.stream = stream;
    this.context = context;
    this.loop = loop;
    this.sameThread = EventLoops.isOn(context, loop);
  }

  // --- from the event loop ---

  public void onData(ByteBuf input, int offset, int length) {
    if (sameThread && reader.receive(input, offset, length)) {
      return;
    }
    // A user's Buffer is never released, so it cannot be a slice of the pooled input. UploadLoad measures the copy.
    BufferInternal chunk = BufferInternal.buffer(length);
    chunk.unwrap().writeBytes(input, offset, length);
    if (sameThread) {
      reader.receive(chunk);
    } else {
      arrive(chunk);
    }
  }

  /** Schedules one task of the context, however many chunks come before it runs. */
  private void arrive(Buffer chunk) {
    boolean first;
    synchronized (this) {
      first = arrived == null;
      if (first) {
        arrived = new ChunkQueue();
      }
      arrived.add(chunk);
    }
    if (first) {
      context.execute(this::receiveArrived);
    }
  }

  private void receiveArrived() {
    ChunkQueue chunks;
    synchronized (this) {
      chunks = arrived;
      arrived = null;
    }
    reader.receive(chunks);
  }

  public void onEnd(HeaderList receivedTrailers) {
    if (sameThread) {
      receiveEnd(receivedTrailers);
    } else {
      context.execute(receivedTrailers, this::receiveEnd);
    }
  }

  public void onFailure(Http2Exception cause) {
    if (sameThread) {
      receiveFailure(cause);
    } else {
      context.execute(cause, this::receiveFailure);
    }
  }

  /** The body will not be read: drops the waiting chunks and returns their credit to the peer. */
  public void onAbandoned(Http2Exception cause) {
    if (sameThread) {
      abandon(cause);
    } else {
      context.execute(cause, this::abandon);
    }
  }

  /** The message ended with its head. */
  public void endWithHead() {
    endReceived = true;
  }

  // --- on the context ---

  private void receiveEnd(HeaderList receivedTrailers) {
    receiveTrailers(receivedTrailers);
    endReceived = true;
    if (received == null) {
      reader.ended();
    } else { // in a task of its own: a handler of the future may await it
      context.runOnContext(v -> reader.ended());
      received.tryComplete();
    }
  }

  /** Fills the fields that the user may have got before. */
  private synchronized void receiveTrailers(HeaderList receivedTrailers) {
    trailers = receivedTrailers;
    if (trailerFields != null) {
      trailerFields.fill(receivedTrailers);
    }
  }

  private void receiveFailure(Http2Exception cause) {
    if (failure == null && !endReceived) {
      fail(cause);
    }
  }

  private void abandon(Http2Exception cause) {
    int waiting = reader.drop();
    if (waiting > 0) {
      consumed(waiting);
    }
    receiveFailure(cause);
  }

  private void fail(Http2Exception cause) {
    failure = cause;
    if (received != null) {
      received.tryFail(cause);
    }
    reader.failed(cause);
  }

  /**
   * Fails a body that is too large to be gathered. The stream is reset in a later task of the context, so that the
   * handlers of the failure can still send a response.
   */
  void refuse(LimitReached limit) {
    fail(new StreamClosedException(stream.id(), limit.limit().errorCode().code(), Initiator.LOCAL, limit.text()));
    context.runOnContext(v -> {
      if (sameThread) {
        stream.refuseBody(limit);
      } else {
        loop.execute(() -> stream.refuseBody(limit));
      }
    });
  }

  public long bytesReceived() {
    return stream.bytesReceived();
  }

  int maxBodySize() {
    return stream.maxBodySize();
  }

  /** Whether the handlers of the body are called on that event loop, by which the body is received. */
  boolean isOn(EventLoop other) {
    return sameThread && other == loop;
  }

  /** The content-length, or -1 if there is none. */
  long contentLength() {
    return BodyDecoder.contentLength(stream.contentLength());
  }

  void consumed(int bytes) {
    if (sameThread) {
      stream.consume(bytes);
    } else {
      loop.execute(() -> stream.consume(bytes));
    }
  }

  public boolean isEndReceived() {
    return endReceived;
  }

  Http2Exception failure() {
    return failure;
  }

  /** The same fields at each call. They are empty before the end of the body. From any thread. */
  public synchronized MultiMap trailers() {
    if (trailerFields == null) {
      trailerFields = new HeadersMultiMap(trailers == NO_TRAILERS ? new HeaderList() : trailers, false);
    }
    return trailerFields;
  }

  public Future<Void> received() {
    return onContext(() -> {
      if (received == null) {
        received = context.promise();
        if (failure != null) {
          received.fail(failure);
        } else if (endReceived) {
          received.complete();
        }
      }
      return received.future();
    });
  }

  public void checkThread() {
    if (!context.inThread()) {
      throw new IllegalStateException("this method may be called only on the context of this message;"
        + " read() and the other methods that return futures may be called on any thread");
    }
  }

  /** Calls at once on the context's thread; on another thread, in a task of the context. */
  <T> Future<T> onContext(Supplier<Future<T>> call) {
    if (context.inThread()) {
      return call.get();
    }
    PromiseInternal<T> promise = context.promise();
    context.execute(() -> {
      try {
        call.get().onComplete(promise);
      } catch (RuntimeException e) {
        promise.fail(e);
      }
    });
    return promise.future();
  }
}
