package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.impl.body.BodyReader;
import io.github.vertxnghttp2.impl.body.BodyTarget;
import io.github.vertxnghttp2.impl.body.BodyWriter;
import io.github.vertxnghttp2.impl.body.ContentLength;
import io.github.vertxnghttp2.impl.body.FileBody;
import io.github.vertxnghttp2.impl.body.OutboundMessage;
import io.github.vertxnghttp2.impl.body.PipedBody;
import io.github.vertxnghttp2.impl.fields.HeadersMultiMap;
import io.github.vertxnghttp2.impl.telemetry.ServerObservation;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.streams.ReadStream;

/** The response to a request, or a pushed one. */
final class ServerResponseImpl implements ServerResponse, BodyTarget {
  private static final HeaderList NO_FIELDS = new HeaderList();

  /** {@code null} for a pushed response. */
  private final ServerRequest request;
  private final OutboundMessage message;
  private final Stream stream;
  private final boolean toHead;
  private BodyWriter writer;
  /** Used on the event loop only, which also sets {@link #closed}. */
  private Handler<Void> closeHandler;
  /** {@code null} if there are no metrics, no tracer and no access log. */
  private ServerObservation observation;
  private int status = 200;
  private volatile boolean closed;

  /**
   * @param request {@code null} for a pushed response
   * @param toHead whether the method of the request is HEAD, so that the body is not sent
   */
  ServerResponseImpl(ServerRequest request, Stream stream, ContextInternal context, EventLoop loop, boolean toHead) {
    this.message = new OutboundMessage(context, loop);
    this.request = request;
    this.stream = stream;
    this.toHead = toHead;
  }

  /** A reader of the request's body. */
  BodyReader newReader() {
    return new BodyReader(stream, message.context(), message.loop());
  }

  void observe(ServerObservation observed) {
    observation = observed;
  }

  // --- from the stream ---

  void onSent() {
    if (observation != null) {
      observation.responseEnded();
    }
    message.markSent();
  }

  boolean isSent() {
    return message.sent().succeeded();
  }

  /** @param failure {@code null} if both sides had ended the stream */
  void onClosed(Http2Exception failure) {
    closed = true;
    if (observation != null) {
      observation.closed(failure);
    }
    if (message.sent().isComplete() && closeHandler == null) {
      return;
    }
    if (failure != null) {
      message.fail(failure);
    }
    Handler<Void> handler = closeHandler;
    if (handler != null) {
      message.context().execute(v -> message.context().dispatch(null, handler));
    }
  }

  void failWrites(Throwable cause) {
    message.failWrites(cause);
  }

  void run(Runnable onLoop) {
    message.run(onLoop);
  }

  @Override
  public Future<Void> sent() {
    return message.sent();
  }

  // --- head ---

  @Override
  public HeadersMultiMap headers() {
    return message.headers();
  }

  @Override
  public MultiMap trailers() {
    return message.trailers();
  }

  @Override
  public int streamId() {
    return stream.id();
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public ServerResponse setStatus(int status) {
    message.checkHead();
    if (status < 200 || status > 999) {
      throw new IllegalArgumentException(
        "status is " + status + "; a final response has 200 to 999, others go by inform()");
    }
    this.status = status;
    return this;
  }

  @Override
  public ServerResponse putHeader(String name, String value) {
    message.put(name, value);
    return this;
  }

  @Override
  public ServerResponse putHeader(CharSequence name, Iterable<? extends CharSequence> values) {
    message.put(name.toString(), values);
    return this;
  }

  @Override
  public ServerResponse setPriority(int urgency, boolean incremental) {
    Priority priority = new Priority(urgency, incremental);
    message.run(() -> stream.choosePriority(priority));
    return this;
  }

  @Override
  public ServerResponse putTrailer(String name, String value) {
    trailers().set(name, value);
    return this;
  }

  @Override
  public ServerResponse inform(int status, MultiMap headers) {
    message.checkHead();
    if (status < 100 || status > 199 || status == 101) {
      throw new IllegalArgumentException("status is " + status + "; an informational response has 100 or 102 to 199");
    }
    HeaderList list = HeadersMultiMap.list(headers);
    message.run(() -> stream.inform(status, list));
    return this;
  }

  @Override
  public ServerResponse writeContinue() {
    return inform(100, new HeadersMultiMap(NO_FIELDS, false));
  }

  @Override
  public boolean isPushAllowed() {
    return request != null && !message.hasEnded() && !closed && stream.connection().peerSettings().isPushEnabled();
  }

  @Override
  public Future<ServerResponse> push(HttpMethod method, String path, MultiMap headers) {
    return push(method, path, request == null ? "" : request.authority(), headers);
  }

  @Override
  public Future<ServerResponse> push(HttpMethod method, String path, String authority, MultiMap headers) {
    if (request == null || message.hasEnded()) {
      return message.context().failedFuture(new IllegalStateException(request == null
        ? "a pushed response cannot push; push with the response to the client's request"
        : "this response has ended: push before its end"));
    }
    ServerPush push = new ServerPush(method, request.scheme(), authority, path, headers);
    PromiseInternal<ServerResponse> pushed = message.context().promise();
    message.run(() -> push.send(stream, message.context(), message.loop(), observation, pushed));
    return pushed.future();
  }

  @Override
  public boolean isHeadSent() {
    return message.isHeadSent();
  }

  @Override
  public boolean isEnded() {
    return message.hasEnded();
  }

  private void endWithHead() {
    beginHead();
    message.run(() -> respond(true));
  }

  private void beginHead() {
    message.markHeadSent();
    if (observation != null) {
      headers(); // creates the fields on this thread; the event loop only reads them
    }
  }

  /**
   * Sends the head immediately if the caller is on the event loop.
   *
   * @return {@code null} if the head has been sent; otherwise the task that sends it on the event loop before the body
   */
  private Runnable sendHead() {
    if (message.isHeadSent()) {
      return null;
    }
    beginHead();
    if (message.loop().inEventLoop()) {
      respond(false);
      return null;
    }
    return () -> respond(false);
  }

  private void respond(boolean endStream) {
    if (observation != null && !closed) {
      observation.responseBegun(status, headers());
    }
    stream.respond(status, message.fields(), endStream);
  }

  private boolean hasNoBody() {
    return toHead || hasNoLength();
  }

  /**
   * Whether the response has no content-length, RFC 9110 section 8.6. A 304 may carry the length of the unchanged
   * content, but this class does not know that length.
   */
  private boolean hasNoLength() {
    return status == 204 || status == 304;
  }

  // --- body ---

  private BodyWriter writer() {
    if (writer == null) {
      writer = new BodyWriter(message);
      writer.stream(stream);
    }
    return writer;
  }

  @Override
  public Future<Void> write(Buffer data) {
    message.checkOpen();
    // A response without a body writes an empty buffer, so that this write also fails when the stream is closed.
    Buffer sent = hasNoBody() ? Buffer.buffer() : data;
    message.countBody(sent.length());
    return writer().write(sendHead(), sent);
  }

  @Override
  public EventLoop loop() {
    return message.loop();
  }

  @Override
  public Future<Void> writeSlice(ByteBuf data) {
    message.checkOpen();
    if (!hasNoBody()) {
      return writeBody(data);
    }
    Future<Void> written = write(Buffer.buffer());
    data.release();
    return written;
  }

  @Override
  public Future<Void> writeBody(ByteBuf data) {
    message.countBody(data.readableBytes());
    return writer().write(sendHead(), data);
  }

  @Override
  public Future<Void> end(Buffer data) {
    message.checkOpen();
    return endBody(data);
  }

  @Override
  public Future<Void> endBody(Buffer data) {
    boolean trailing = message.hasTrailers();
    boolean bare = data.length() == 0 && !trailing || hasNoBody();
    if (!message.isHeadSent()) {
      if (!trailing && !hasNoLength() && !message.fields().contains("content-length") && (data.length() > 0
        || !toHead)) {
        message.fields().put("content-length", ContentLength.text(data.length()));
      }
      if (bare && !trailing) {
        message.markEnded();
        endWithHead();
        return message.sent();
      }
    }
    message.markEnded();
    Buffer sent = hasNoBody() ? Buffer.buffer() : data;
    message.countBody(sent.length());
    BodyWriter.end(message.loop(), stream, sendHead(), sent, message.trailerList());
    return message.sent();
  }

  @Override
  public Future<Void> end() {
    return end(Buffer.buffer());
  }

  @Override
  public Future<Void> send(ReadStream<Buffer> body) {
    message.checkOpen();
    return PipedBody.pipe(body, this, ErrorCode.INTERNAL_ERROR);
  }

  @Override
  public Future<Void> sendFile(String path, long offset, long length) {
    return new FileBody<>(message, this, hasNoBody(), hasNoLength()).send(path, offset, length);
  }

  @Override
  public void reset(long code) {
    Http2Failures.checkedCode(code);
    message.run(() -> stream.reset((int) code));
  }

  @Override
  public long bytesWritten() {
    return message.bytesWritten();
  }

  @Override
  public boolean writeQueueFull() {
    return writer != null && writer.isFull();
  }

  @Override
  public ServerResponse setWriteQueueMaxSize(int maxSize) {
    writer().maxSize(maxSize);
    return this;
  }

  @Override
  public ServerResponse drainHandler(Handler<Void> handler) {
    writer().drainHandler(handler);
    return this;
  }

  @Override
  public ServerResponse exceptionHandler(Handler<Throwable> handler) {
    message.exceptionHandler(handler);
    return this;
  }

  @Override
  public ServerResponse closeHandler(Handler<Void> handler) {
    message.run(() -> {
      closeHandler = handler;
      if (closed && handler != null) {
        message.context().runOnContext(handler);
      }
    });
    return this;
  }
}
