package io.github.vertxnghttp2.http.stream;

import io.github.vertxnghttp2.impl.body.EventLoops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
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
import io.vertx.core.net.impl.MessageWrite;

/**
 * What requests of servers and of clients have in common. It does what Vert.x's own streams do. They put each message
 * through a queue between the user's thread and the connection's. This one needs queues only if the threads differ, or
 * while one side waits for the other: see {@link InboundMessages} and {@link OutboundMessages}.
 *
 * <p>The connection calls the methods whose names begin with "on", on its event loop. Users call the others.
 */
abstract class VertxStream<S extends VertxStream<S>> implements HttpStream, Http2Stream {
  private static final HttpHeaders NO_TRAILERS = new HttpHeaders(EmptyHttp2Headers.INSTANCE);
  private static final long CANCEL = 0x8;
  private static final long NONE = -1;
  /** Follows the data of a message. */
  private static final Object END = new Object();

  private final Http2Connection connection;
  private final ContextInternal context;
  private final EventLoop loop;
  /** Whether the user's handlers run on the connection's event loop. */
  private final boolean sameThread;
  private final InboundMessages inbound;
  private final OutboundMessages outbound;
  private int id;

  // of the event loop
  private boolean headersReceived;
  private boolean trailersReceived;
  private boolean headersSent;
  private boolean trailersSent;
  private Throwable failure;
  private long resetCode = NONE;

  private HttpHeaders trailers;
  private boolean trailersHandled;
  private boolean headWritten;
  private StreamPriority priority = HttpUtils.DEFAULT_STREAM_PRIORITY;
  private long bytesRead;
  private long bytesWritten;

  private Handler<Long> resetHandler;
  private Handler<Throwable> exceptionHandler;
  private Handler<Void> closeHandler;
  private Handler<Buffer> dataHandler;
  private Handler<MultiMap> trailersHandler;
  private Handler<HttpFrame> customFrameHandler;
  private Handler<StreamPriority> priorityChangeHandler;
  private Handler<Void> drainHandler;
  private Handler<Void> endHandler;

  /** @param id negative until {@link #init} */
  VertxStream(Http2Connection connection, ContextInternal context, int id) {
    this.connection = connection;
    this.context = context;
    this.id = id;
    ContextInternal connectionContext = connection.context();
    loop = connectionContext.nettyEventLoop();
    sameThread = EventLoops.isOn(context, loop);
    inbound = new InboundMessages(connectionContext.eventLoop(), context.executor(), sameThread, this::handleMessage);
    outbound = new OutboundMessages(connectionContext.executor(), loop, this::cause, this::drained);
  }

  @SuppressWarnings("unchecked")
  private S self() {
    return (S) this;
  }

  /** {@code null} without metrics and tracing. */
  abstract StreamObserver observer();

  /** Notifies the user of the head, on the user's thread. */
  abstract void handleHead(HttpHeaders headers);

  /** This side sends nothing on the stream, or has done so before. */
  final void nothingToSend() {
    headersSent = true;
    trailersSent = true;
  }

  /** The peer sends nothing on the stream. */
  final void nothingToReceive() {
    headersReceived = true;
    trailersReceived = true;
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
    return headersReceived;
  }

  final boolean isTrailersSent() {
    return trailersSent;
  }

  public final long bytesWritten() {
    return bytesWritten;
  }

  public final long bytesRead() {
    return bytesRead;
  }

  final EventLoop loop() {
    return loop;
  }

  final void onLoop(Runnable task) {
    EventLoops.run(loop, task);
  }

  // --- what the connection receives ---

  @Override
  public void onHeaders(HttpHeaders headers) {
    if (headersReceived) {
      throw new IllegalStateException("the head has been received");
    }
    headersReceived = true;
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
    bytesRead += data.length();
    inbound.write(data);
  }

  @Override
  public final void onTrailers() {
    onTrailers(NO_TRAILERS);
  }

  @Override
  public final void onTrailers(HttpHeaders received) {
    if (trailersReceived) {
      throw new IllegalStateException("the trailers have been received");
    }
    trailersReceived = true;
    trailers = received;
    StreamObserver observer = observer();
    if (observer != null) {
      observer.observeInboundTrailers(bytesRead);
    }
    connection.flushBytesRead();
    if (sameThread) {
      dispatch(this, VertxStream::handleTrailers);
    } else {
      context.emit(this, VertxStream::handleTrailers);
    }
    inbound.write(END);
  }

  /** The user gets trailers as soon as they come, also while data waits because the user has paused the stream. */
  private void handleTrailers() {
    if (!trailersHandled) {
      trailersHandled = true;
      if (trailersHandler != null) {
        trailersHandler.handle(trailers);
      }
    }
  }

  /** Data or the end has come to the user's thread. */
  private void handleMessage(Object message) {
    if (message == END) {
      handleTrailers();
      if (endHandler != null) {
        endHandler.handle(null);
      }
      return;
    }
    Buffer data = (Buffer) message;
    int length = data.length();
    if (sameThread) {
      connection.consumeCredits(id, length);
    } else {
      connection.context().execute(length, bytes -> connection.consumeCredits(id, bytes));
    }
    dispatch(data, dataHandler);
  }

  final <E> void dispatch(E event, Handler<E> handler) {
    if (handler != null) {
      context.dispatch(event, handler);
    }
  }

  /** Calls the handler that is set when the user's thread gets to it. */
  private <E> void execute(E event, Handler<E> notify) {
    if (sameThread) {
      notify.handle(event);
    } else {
      context.execute(event, notify);
    }
  }

  @Override
  public final void onCustomFrame(int type, int flags, Buffer payload) {
    execute(new HttpFrameImpl(type, flags, payload), frame -> dispatch(frame, customFrameHandler));
  }

  @Override
  public final void onPriorityChange(StreamPriority changed) {
    if (!priority.equals(changed)) {
      priority = changed;
      execute(changed, now -> dispatch(now, priorityChangeHandler));
    }
  }

  @Override
  public final void onReset(long code) {
    StreamObserver observer = observer();
    if (observer != null) {
      observer.observeReset();
    }
    resetCode = code;
    execute(code, this::handleReset);
  }

  private void handleReset(long code) {
    dispatch(code, resetHandler);
  }

  @Override
  public final void onException(Throwable cause) {
    failure = cause;
    execute(cause, thrown -> dispatch(thrown, exceptionHandler));
  }

  @Override
  public final void onWritabilityChanged() {
    outbound.changeAcceptance();
  }

  @Override
  public final void onClose(GoAway goAway) {
    if (!trailersSent || !trailersReceived) {
      StreamObserver observer = observer();
      if (observer != null && id >= 0) { // otherwise the request was not opened, and metrics do not know it
        observer.observeReset();
      }
      onException(goAway != null ? new HttpClosedException(goAway) : HttpUtils.STREAM_CLOSED_EXCEPTION);
    }
    connection.flushBytesWritten();
    if (sameThread) {
      dispatch(null, closeHandler);
    } else {
      context.execute(v -> dispatch(null, closeHandler));
    }
    outbound.close();
  }

  // --- what the user writes ---

  private Throwable cause() {
    return failure != null ? failure : HttpUtils.STREAM_CLOSED_EXCEPTION;
  }

  private void drained() {
    context.execute(v -> dispatch(null, drainHandler));
  }

  @Override
  public final boolean isWritable() {
    return outbound.isWritable();
  }

  /** Runs the write on the event loop when all earlier ones have run and the connection takes more. */
  final void write(MessageWrite write) {
    if (outbound.isDirect()) {
      write.write();
    } else {
      outbound.write(write);
    }
  }

  public final Future<Void> writeHeaders(MultiMap headers, boolean end) {
    Promise<Void> promise = context.promise();
    writeHeaders((HttpHeaders) headers, end, promise);
    return promise.future();
  }

  /** The first head is written at once, also while the connection takes no more messages of this stream. */
  final void writeHeaders(HttpHeaders headers, boolean end, Promise<Void> promise) {
    if (!headWritten) {
      headWritten = true;
      if (loop.inEventLoop()) { // without a task
        submitHeaders(headers, end, promise);
      } else {
        loop.execute(() -> submitHeaders(headers, end, promise));
      }
    } else {
      write(new Write(promise) {
        @Override
        public void write() {
          submitHeaders(headers, end, promise);
        }
      });
    }
  }

  /** Gives a head or trailers to the connection, on the event loop. */
  final void submitHeaders(HttpHeaders headers, boolean end, Promise<Void> promise) {
    if (isEnded(promise)) {
      return;
    }
    StreamObserver observer = observer();
    if (!headersSent) {
      headersSent = true;
      if (observer != null) {
        observer.observeOutboundHeaders(headers);
      }
    }
    if (end) {
      ending(observer);
    }
    passHeaders(headers, end, promise);
  }

  void passHeaders(HttpHeaders headers, boolean end, Promise<Void> promise) {
    headers.prepare();
    connection.writeHeaders(id, headers.unwrap(), priority, end, true, promise);
  }

  private boolean isEnded(Promise<Void> promise) {
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

  private void ending(StreamObserver observer) {
    trailersSent = true;
    if (observer != null) {
      observer.observeOutboundTrailers(bytesWritten);
    }
  }

  @Override
  public final Future<Void> writeChunk(Buffer chunk, boolean end) {
    Promise<Void> promise = context.promise();
    writeData(chunk == null ? Unpooled.EMPTY_BUFFER : ((BufferInternal) chunk).getByteBuf(), end, promise);
    return promise.future();
  }

  final void writeData(ByteBuf data, boolean end, Promise<Void> promise) {
    if (outbound.isDirect()) {
      submitData(data, end, promise);
      return;
    }
    outbound.write(new Write(promise) {
      @Override
      public void write() {
        submitData(data, end, promise);
      }
    });
  }

  /** Gives a part of the body to the connection, on the event loop. */
  final void submitData(ByteBuf data, boolean end, Promise<Void> promise) {
    if (isEnded(promise)) {
      return;
    }
    bytesWritten += data.readableBytes();
    if (end) {
      ending(observer());
    }
    connection.writeData(id, data, end, promise);
  }

  public final void sendFile(ChunkedInput<ByteBuf> file, Promise<Void> promise) {
    bytesWritten += file.length();
    write(new Write(promise) {
      @Override
      public void write() {
        connection.sendFile(id, file, promise);
      }
    });
  }

  @Override
  public final Future<Void> writeFrame(int type, int flags, Buffer payload) {
    Promise<Void> promise = context.promise();
    ByteBuf bytes = ((BufferInternal) payload).getByteBuf();
    onLoop(() -> {
      if (!isEnded(promise)) {
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
    if (trailersSent && trailersReceived) {
      promise.fail("Request ended");
    } else if (resetCode != NONE) {
      promise.fail("Stream already reset");
    } else {
      resetCode = code;
      if (id >= 0) {
        connection.writeReset(id, code, promise);
      } else { // the stream has not been opened
        handleReset(code);
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
    dataHandler = handler;
    return self();
  }

  @Override
  public final S trailersHandler(Handler<MultiMap> handler) {
    trailersHandler = handler;
    return self();
  }

  @Override
  public final S customFrameHandler(Handler<HttpFrame> handler) {
    customFrameHandler = handler;
    return self();
  }

  @Override
  public final S resetHandler(Handler<Long> handler) {
    resetHandler = handler;
    return self();
  }

  @Override
  public final S exceptionHandler(Handler<Throwable> handler) {
    exceptionHandler = handler;
    return self();
  }

  @Override
  public final S closeHandler(Handler<Void> handler) {
    closeHandler = handler;
    return self();
  }

  @Override
  public final S priorityChangeHandler(Handler<StreamPriority> handler) {
    priorityChangeHandler = handler;
    return self();
  }

  @Override
  public final S drainHandler(Handler<Void> handler) {
    drainHandler = handler;
    return self();
  }

  @Override
  public final S endHandler(Handler<Void> handler) {
    endHandler = handler;
    return self();
  }

  /** A write that waits for its turn. */
  private abstract static class Write implements MessageWrite {
    private final Promise<Void> promise;

    Write(Promise<Void> promise) {
      this.promise = promise;
    }

    @Override
    public void cancel(Throwable cause) {
      if (promise != null) {
        promise.fail(cause);
      }
    }
  }
}
