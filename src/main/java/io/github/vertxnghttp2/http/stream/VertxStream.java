package io.github.vertxnghttp2.http.stream;

import io.github.vertxnghttp2.impl.body.EventLoops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.stream.ChunkedInput;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpFrame;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.impl.HttpFrameImpl;
import io.vertx.core.http.impl.HttpStream;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.http.impl.headers.HttpHeaders;
import io.vertx.core.http.impl.http2.Http2Connection;
import io.vertx.core.http.impl.http2.Http2Stream;
import io.vertx.core.http.impl.observability.StreamObserver;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * What requests of servers and of clients have in common. It does what Vert.x's own streams do. They put each message
 * through a queue between the user's thread and the connection's. This one needs queues only if the threads differ, or
 * while one side waits for the other: see {@link InboundMessages} and {@link OutboundMessages}.
 *
 * <p>The connection calls the methods whose names begin with "on", on its event loop. Users call the others.
 */
abstract class VertxStream<S extends VertxStream<S>> implements HttpStream, Http2Stream {
  private static final long CANCEL = 0x8;
  private static final long NONE = -1;

  private final Http2Connection connection;
  private final ContextInternal context;
  private final EventLoop loop;
  /** Whether the user's handlers run on the connection's event loop. */
  private final boolean sameThread;
  private final StreamHandlers handlers;
  private final InboundMessages inbound;
  private final OutboundMessages outbound;
  private int id;
  private StreamPriority priority = HttpUtils.DEFAULT_STREAM_PRIORITY;
  // of the event loop
  private Throwable failure;
  private long resetCode = NONE;

  /** @param id negative until {@link #init} */
  VertxStream(Http2Connection connection, ContextInternal context, int id) {
    this.connection = connection;
    this.context = context;
    this.id = id;
    loop = connection.context().nettyEventLoop();
    sameThread = EventLoops.isOn(context, loop);
    handlers = new StreamHandlers(context, sameThread);
    inbound = new InboundMessages(this, handlers, connection, sameThread);
    outbound = new OutboundMessages(this, handlers, connection, loop);
  }

  @SuppressWarnings("unchecked")
  private S self() {
    return (S) this;
  }

  /** {@code null} without metrics and tracing. */
  abstract StreamObserver observer();

  /** Notifies the user of the head, on the user's thread. */
  abstract void handleHead(HttpHeaders headers);

  final InboundMessages inbound() {
    return inbound;
  }

  final OutboundMessages outbound() {
    return outbound;
  }

  @Override
  public final void init(int streamId, boolean isWritable) {
    id = streamId;
    outbound.acceptsMessages(isWritable);
  }

  @Override
  public final long id() {
    return id;
  }

  @Override
  public final HttpVersion version() {
    return HttpVersion.HTTP_2;
  }

  @Override
  public final ContextInternal context() {
    return context;
  }

  @Override
  public final ByteBufAllocator allocator() {
    return connection.allocator();
  }

  @Override
  public final Object metric() {
    StreamObserver observer = observer();
    return observer == null ? null : observer.metric();
  }

  @Override
  public final boolean isHeadersReceived() {
    return inbound.isHeadReceived();
  }

  public final long bytesWritten() {
    return outbound.bytesWritten();
  }

  public final long bytesRead() {
    return inbound.bytesRead();
  }

  final void onLoop(Runnable task) {
    EventLoops.run(loop, task);
  }

  /** @param handler {@code null} does nothing */
  final <E> void dispatch(E event, Handler<E> handler) {
    handlers.dispatch(event, handler);
  }

  // --- what the connection receives ---

  @Override
  public void onHeaders(HttpHeaders headers) {
    inbound.headReceived();
    StreamObserver observer = observer();
    if (observer != null) {
      observer.observeInboundHeaders(headers);
    }
    if (sameThread) {
      handleHead(headers);
    } else {
      context.execute(headers, this::handleHead);
    }
  }

  @Override
  public final void onData(Buffer data) {
    inbound.data(data);
  }

  @Override
  public final void onTrailers() {
    inbound.end(InboundMessages.NO_TRAILERS);
  }

  @Override
  public final void onTrailers(HttpHeaders received) {
    inbound.end(received);
  }

  @Override
  public final void onCustomFrame(int type, int flags, Buffer payload) {
    handlers.notifyCustomFrame(new HttpFrameImpl(type, flags, payload));
  }

  @Override
  public final void onPriorityChange(StreamPriority changed) {
    if (!priority.equals(changed)) {
      priority = changed;
      handlers.notifyPriorityChange(changed);
    }
  }

  @Override
  public final void onReset(long code) {
    StreamObserver observer = observer();
    if (observer != null) {
      observer.observeReset();
    }
    resetCode = code;
    handlers.notifyReset(code);
  }

  @Override
  public final void onException(Throwable cause) {
    failure = cause;
    handlers.notifyException(cause);
  }

  @Override
  public final void onWritabilityChanged() {
    outbound.changeAcceptance();
  }

  @Override
  public final void onClose(GoAway goAway) {
    if (!outbound.isEnded() || !inbound.isEnded()) {
      StreamObserver observer = observer();
      if (observer != null && id >= 0) { // otherwise the request was not opened, and metrics do not know it
        observer.observeReset();
      }
      onException(goAway != null ? new HttpClosedException(goAway) : HttpUtils.STREAM_CLOSED_EXCEPTION);
    }
    connection.flushBytesWritten();
    handlers.notifyClose();
    outbound.close();
  }

  // --- what the user writes ---

  /** Why messages cannot be sent after the stream is closed. */
  final Throwable closeCause() {
    return failure != null ? failure : HttpUtils.STREAM_CLOSED_EXCEPTION;
  }

  /**
   * Whether nothing can be sent because the stream was reset or failed. The promise fails then.
   *
   * @param promise may be {@code null}
   */
  final boolean failIfBroken(Promise<Void> promise) {
    if (resetCode == NONE && failure == null) {
      return false;
    }
    if (promise != null) {
      if (resetCode != NONE) {
        promise.fail("Stream reset");
      } else {
        promise.fail(failure);
      }
    }
    return true;
  }

  @Override
  public final boolean isWritable() {
    return outbound.isWritable();
  }

  public final Future<Void> writeHeaders(MultiMap headers, boolean end) {
    Promise<Void> promise = context.promise();
    outbound.writeHeaders((HttpHeaders) headers, end, promise);
    return promise.future();
  }

  /** Gives a head or trailers to the connection, on the event loop. */
  void passHeaders(HttpHeaders headers, boolean end, Promise<Void> promise) {
    headers.prepare();
    connection.writeHeaders(id, headers.unwrap(), priority, end, true, promise);
  }

  @Override
  public final Future<Void> writeChunk(Buffer chunk, boolean end) {
    Promise<Void> promise = context.promise();
    outbound.writeData(chunk == null ? Unpooled.EMPTY_BUFFER : ((BufferInternal) chunk).getByteBuf(), end, promise);
    return promise.future();
  }

  public final void sendFile(ChunkedInput<ByteBuf> file, Promise<Void> promise) {
    outbound.sendFile(file, promise);
  }

  @Override
  public final Future<Void> writeFrame(int type, int flags, Buffer payload) {
    Promise<Void> promise = context.promise();
    ByteBuf bytes = ((BufferInternal) payload).getByteBuf();
    onLoop(() -> {
      if (!failIfBroken(promise)) {
        connection.writeFrame(id, type, flags, bytes, promise);
      }
    });
    return promise.future();
  }

  @Override
  public final Future<Boolean> cancel() {
    return writeReset(CANCEL).map(true);
  }

  @Override
  public final Future<Void> writeReset(long code) {
    if (code < 0) {
      throw new IllegalArgumentException("Invalid reset code value");
    }
    Promise<Void> promise = context.promise();
    onLoop(() -> submitReset(code, promise));
    return promise.future();
  }

  private void submitReset(long code, Promise<Void> promise) {
    if (outbound.isEnded() && inbound.isEnded()) {
      promise.fail("Request ended");
    } else if (resetCode != NONE) {
      promise.fail("Stream already reset");
    } else {
      resetCode = code;
      if (id >= 0) {
        connection.writeReset(id, code, promise);
      } else { // the stream has not been opened
        handlers.handleReset(code);
        promise.complete();
      }
    }
  }

  @Override
  public final StreamPriority priority() {
    return priority;
  }

  @Override
  public final void priority(StreamPriority given) {
    priority = given;
  }

  @Override
  public final S updatePriority(StreamPriority changed) {
    if (!priority.equals(changed)) {
      priority = changed;
      if (id >= 0) {
        connection.writePriorityFrame(id, changed, null);
      }
    }
    return self();
  }

  // --- the user's handlers ---

  @Override
  public final S pause() {
    inbound.pause();
    return self();
  }

  @Override
  public final S fetch(long amount) {
    inbound.fetch(amount);
    return self();
  }

  /** Does nothing, as Vert.x's own streams. */
  @Override
  public final S setWriteQueueMaxSize(int maxSize) {
    return self();
  }

  @Override
  public final S dataHandler(Handler<Buffer> handler) {
    handlers.dataHandler(handler);
    return self();
  }

  @Override
  public final S trailersHandler(Handler<MultiMap> handler) {
    handlers.trailersHandler(handler);
    return self();
  }

  @Override
  public final S customFrameHandler(Handler<HttpFrame> handler) {
    handlers.customFrameHandler(handler);
    return self();
  }

  @Override
  public final S resetHandler(Handler<Long> handler) {
    handlers.resetHandler(handler);
    return self();
  }

  @Override
  public final S exceptionHandler(Handler<Throwable> handler) {
    handlers.exceptionHandler(handler);
    return self();
  }

  @Override
  public final S closeHandler(Handler<Void> handler) {
    handlers.closeHandler(handler);
    return self();
  }

  @Override
  public final S priorityChangeHandler(Handler<StreamPriority> handler) {
    handlers.priorityChangeHandler(handler);
    return self();
  }

  @Override
  public final S drainHandler(Handler<Void> handler) {
    handlers.drainHandler(handler);
    return self();
  }

  @Override
  public final S endHandler(Handler<Void> handler) {
    handlers.endHandler(handler);
    return self();
  }
}
