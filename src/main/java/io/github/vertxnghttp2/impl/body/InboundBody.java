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
 * A body on its way from a stream to the user. The state belongs to the context: what the event loop receives is carried
 * over to it, and credit for what was read is carried back.
 */
abstract class InboundBody {
  private static final HeaderList NO_TRAILERS = new HeaderList();

  final ContextInternal context;
  private final Stream stream;
  private final EventLoop loop;
  private final boolean sameThread;
  /** What came and was not carried over yet; belongs to both threads. */
  private ChunkQueue arrived;
  private HeaderList trailers = NO_TRAILERS;
  /** {@code null} until somebody asks for it; belongs to any thread. */
  private HeadersMultiMap trailerFields;
  private Promise<Void> received;
  private Http2Exception failure;
  private boolean endReceived;

  InboundBody(Stream stream, ContextInternal context, EventLoop loop) {
    this.stream = stream;
    this.context = context;
    this.loop = loop;
    this.sameThread = EventLoopContexts.isOn(context, loop);
  }

  // --- from the event loop ---

  public final void onData(ByteBuf input, int offset, int length) {
    // A user's Buffer is never released, so it cannot be a slice of the pooled input. UploadLoad tells the copy's cost.
    BufferInternal chunk = BufferInternal.buffer(length);
    chunk.unwrap().writeBytes(input, offset, length);
    if (sameThread) {
      receive(chunk);
    } else {
      arrive(chunk);
    }
  }

  /** However many chunks come while the context is busy, one task of it waits for them. */
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
    receive(chunks);
  }

  public final void onEnd(HeaderList receivedTrailers) {
    if (sameThread) {
      receiveEnd(receivedTrailers);
    } else {
      context.execute(receivedTrailers, this::receiveEnd);
    }
  }

  public final void onFailure(Http2Exception cause) {
    if (sameThread) {
      receiveFailure(cause);
    } else {
      context.execute(cause, this::receiveFailure);
    }
  }

  /** Nobody is to read it any more: what waits is dropped, and the peer may send as much again. */
  public final void onGivenUp(Http2Exception cause) {
    if (sameThread) {
      giveUp(cause);
    } else {
      context.execute(cause, this::giveUp);
    }
  }

  /** The head was the whole message. */
  public final void endWithHead() {
    endReceived = true;
  }

  // --- on the context ---

  abstract void receive(Buffer chunk);

  /** These may be kept; nobody else has them any more. */
  abstract void receive(ChunkQueue chunks);

  /** Forgets what waits to be read; how many bytes that was. */
  abstract int drop();

  /** Nothing more comes: all of the body is here. */
  abstract void ended();

  /** Nothing more comes: the body has failed. */
  abstract void failed(Http2Exception cause);

  private void receiveEnd(HeaderList receivedTrailers) {
    receiveTrailers(receivedTrailers);
    endReceived = true;
    if (received == null) {
      ended();
    } else { // on its own: who is told here may await it
      context.runOnContext(v -> ended());
      received.tryComplete();
    }
  }

  /** Who asked for them early has the fields that are filled now. */
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

  private void giveUp(Http2Exception cause) {
    int waiting = drop();
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
    failed(cause);
  }

  /**
   * Fails a body of which there is more than may be gathered. Who hears of it may answer; the stream is reset after that, one
   * turn of the context later.
   */
  final void refuse(LimitReached limit) {
    fail(new StreamClosedException(stream.id(), limit.limit().errorCode().code(), Initiator.LOCAL, limit.text()));
    context.runOnContext(v -> {
      if (sameThread) {
        stream.refuseBody(limit);
      } else {
        loop.execute(() -> stream.refuseBody(limit));
      }
    });
  }

  public final long bytesReceived() {
    return stream.bytesReceived();
  }

  final int maxBodySize() {
    return stream.maxBodySize();
  }

  /** Bytes that the body has, as its head says; -1 if it does not say. */
  final long contentLength() {
    return ReceivedText.contentLength(stream.contentLength());
  }

  final void consumed(int bytes) {
    if (sameThread) {
      stream.consume(bytes);
    } else {
      loop.execute(() -> stream.consume(bytes));
    }
  }

  public final boolean isEndReceived() {
    return endReceived;
  }

  final Http2Exception failure() {
    return failure;
  }

  /** Always the same fields, which are empty before the end. From any thread. */
  public final synchronized MultiMap trailers() {
    if (trailerFields == null) {
      trailerFields = new HeadersMultiMap(trailers == NO_TRAILERS ? new HeaderList() : trailers, false);
    }
    return trailerFields;
  }

  public final Future<Void> received() {
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

  public final void checkThread() {
    if (!context.inThread()) {
      throw new IllegalStateException("what has come so far is only known on the context of this message;"
        + " read() and the other futures may be asked for anywhere");
    }
  }

  /** Calls at once on the context's thread, and later from another. */
  final <T> Future<T> onContext(Supplier<Future<T>> call) {
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
