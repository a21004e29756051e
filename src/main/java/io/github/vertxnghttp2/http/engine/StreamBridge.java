package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Promise;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.http.impl.headers.HttpHeaders;
import io.vertx.core.http.impl.headers.HttpRequestHeaders;
import io.vertx.core.http.impl.headers.HttpResponseHeaders;
import io.vertx.core.http.impl.http2.Http2ClientStream;
import io.vertx.core.http.impl.http2.Http2Stream;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * Connects a stream of the engine to a stream of Vert.x. Vert.x's stream queues what the user writes while it is not
 * writable, and takes what was received to the user's context. Belongs to the event loop.
 */
final class StreamBridge implements StreamListener {
  /** Vert.x's stream is not writable while more bytes than this wait for their DATA frames. */
  private static final int WRITE_QUEUE_MAX = 64 << 10;
  private static final int WRITE_QUEUE_LOW = WRITE_QUEUE_MAX / 2;

  private final Nghttp2Connection connection;
  private final Http2Stream vertx;
  private Stream stream;
  private boolean headSent;
  private boolean writable = true;
  /** Whether the last bytes of the body came in the frame that ends it. */
  private boolean endsWithData;
  /** Of the write with END_STREAM, or {@code null}. */
  private Promise<Void> lastWrite;
  private Promise<Void> resetWritten;
  /** Of the request that has upgraded the connection, or {@code null}. */
  private UpgradedBody upgradedBody;
  private boolean continued;

  StreamBridge(Nghttp2Connection connection, Http2Stream vertx) {
    this.connection = connection;
    this.vertx = vertx;
  }

  /** Called when the engine's stream is open. */
  StreamBridge open(Stream opened) {
    stream = opened;
    return this;
  }

  /** The body of the request comes in HTTP/1.1. */
  void upgradedBody(UpgradedBody body) {
    upgradedBody = body;
    body.stream(this);
  }

  /** The user knows already that the request may go on: a response 100 is not reported again. */
  void continued() {
    continued = true;
  }

  Http2Stream vertx() {
    return vertx;
  }

  // --- what Vert.x writes ---

  /** The head of the message has been sent: the next fields are trailers. */
  boolean isHeadSent() {
    return headSent;
  }

  void headSent() {
    headSent = true;
  }

  /** The head or the trailers cannot be sent: the peer must not wait for the rest of the message. */
  void unsendable(RuntimeException cause) {
    vertx.onException(cause);
    stream.reset(ErrorCode.INTERNAL_ERROR.code());
  }

  /** The promise that completes when END_STREAM was sent. */
  void lastWrite(Promise<Void> promise) {
    lastWrite = promise;
  }

  void write(ByteBuf data, boolean end, Promise<Void> promise) {
    if (stream.isClosed()) {
      data.release();
      fail(promise);
      return;
    }
    if (end) {
      lastWrite = promise; // without a write listener, a small body is sent in one piece
      stream.write(data, true, null);
    } else {
      stream.write(data, false, promise == null ? null : sent -> written(sent, promise));
    }
    if (writable && stream.queuedBytes() > WRITE_QUEUE_MAX) {
      writable = false;
      vertx.onWritabilityChanged();
    }
  }

  private static void written(boolean sent, Promise<Void> promise) {
    if (sent) {
      promise.tryComplete();
    } else {
      fail(promise);
    }
  }

  static void fail(Promise<?> promise) {
    if (promise != null) {
      promise.tryFail(HttpUtils.STREAM_CLOSED_EXCEPTION);
    }
  }

  void reset(long code, Promise<Void> promise) {
    if (resetWritten == null) {
      resetWritten = promise;
      stream.reset((int) code);
    } else if (promise != null) {
      resetWritten.future().onComplete(promise);
    }
  }

  /** The application has read so many bytes. */
  void consume(int bytes) {
    if (upgradedBody != null) {
      upgradedBody.credit(bytes);
    } else {
      stream.consume(bytes);
    }
  }

  // --- what the engine receives ---

  @Override
  public void onResponse(HeaderList head, boolean endStream) {
    HttpResponseHeaders fields = new HttpResponseHeaders(FieldMap.received(head));
    if (!fields.validate()) {
      stream.reset(ErrorCode.PROTOCOL_ERROR.code());
      return;
    }
    fields.sanitize();
    vertx.onHeaders(fields);
    if (endStream) {
      vertx.onTrailers();
    }
  }

  /** Vert.x has handlers for 100 and 103. It would take any other for the final response. */
  @Override
  public void onInformational(HeaderList head) {
    HttpResponseHeaders fields = new HttpResponseHeaders(FieldMap.received(head));
    if (fields.validate() && (fields.status() == 100 && !continued || fields.status() == 103)) {
      vertx.onHeaders(fields);
    }
  }

  @Override
  public ErrorCode onPromise(Stream promised, HeaderList head) {
    HttpRequestHeaders fields = new HttpRequestHeaders(FieldMap.received(head));
    if (!fields.validate()) {
      return ErrorCode.PROTOCOL_ERROR;
    }
    fields.sanitize();
    Http2ClientStream push = ((Nghttp2ClientConnection) connection).newStream(connection.context());
    StreamBridge bridge = new StreamBridge(connection, push).open(promised);
    promised.listener(bridge);
    connection.promising(bridge, () -> ((Http2ClientStream) vertx).onPush(push, promised.id(), fields, true));
    return null;
  }

  @Override
  public void onData(ByteBuf input, int offset, int length) {
    ByteBuf copy = VertxByteBufAllocator.DEFAULT.heapBuffer(length);
    copy.writeBytes(input, offset, length);
    vertx.onData(BufferInternal.buffer(copy));
    endsWithData = stream.isRemoteEnded(); // also if the request has upgraded the connection
  }

  @Override
  public void onEnd(HeaderList trailers) {
    if (trailers.isEmpty()) {
      if (!endsWithData) { // an empty DATA frame, which Vert.x's users see as an empty buffer
        vertx.onData(BufferInternal.buffer());
      }
      vertx.onTrailers();
    } else {
      vertx.onTrailers(new HttpHeaders(FieldMap.received(trailers)));
    }
  }

  @Override
  public void onSent() {
    Promise<Void> promise = lastWrite;
    if (promise != null) {
      lastWrite = null;
      promise.tryComplete();
    }
  }

  @Override
  public void onWritten() {
    if (!writable && stream.queuedBytes() <= WRITE_QUEUE_LOW) {
      writable = true;
      vertx.onWritabilityChanged();
    }
  }

  @Override
  public void onClosed(long errorCode, ClosedBy by, ConnectionEnd connectionEnd) {
    if (connectionEnd != null && connectionEnd.cause() == ConnectionEnd.Cause.FAULT) {
      vertx.onException(EngineFailures.ofConnection(connectionEnd));
    } else if (connectionEnd == null && by == ClosedBy.REMOTE) {
      vertx.onReset(errorCode);
    } else if (connectionEnd == null && errorCode != 0 && (by == ClosedBy.LIBRARY || stream.fault() != null)) {
      vertx.onException(EngineFailures.ofStream(stream, errorCode));
    }
    if (upgradedBody != null) {
      upgradedBody.close();
    }
    fail(lastWrite);
    if (resetWritten != null) {
      resetWritten.tryComplete();
    }
    vertx.onClose(connection.goAwayOf(connectionEnd));
    connection.streamClosed((int) vertx.id(), errorCode);
  }
}
