package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.github.vertxnghttp2.http.compression.Compressor;
import io.github.vertxnghttp2.http.fields.FieldMap;
import io.github.vertxnghttp2.http.fields.RequestHeadReader;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.Decompressor;
import io.vertx.core.Promise;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.StreamPriority;
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
  /** Vert.x has reset the stream, and gets nothing that the peer has sent. */
  private boolean reset;
  private Promise<Void> resetWritten;
  /** Of the request that has upgraded the connection, or {@code null}. */
  private UpgradedBody upgradedBody;
  private boolean continued;
  /** The received body if it is decompressed, or {@code null}. */
  private StreamDecompression decompression;
  /** Of the body that is sent, or {@code null}. */
  private Compressor compressor;
  /** The body that is sent, if it is a file; or {@code null}. */
  private ChunkedBody chunkedBody;

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

  /** The engine's stream. */
  Stream stream() {
    return stream;
  }

  // --- what Vert.x writes ---

  /** The head of the message has been sent: the next fields are trailers. */
  boolean isHeadSent() {
    return headSent;
  }

  void headSent() {
    headSent = true;
  }

  /** A part of the message cannot be sent: the peer must not wait for the rest of the message. */
  void unsendable(Exception cause) {
    vertx.onException(cause);
    stream.reset(ErrorCode.INTERNAL_ERROR.code());
  }

  /** The promise that completes when END_STREAM was sent. */
  void lastWrite(Promise<Void> promise) {
    lastWrite = promise;
  }

  /** @param compressor of the body that follows, or {@code null} */
  void compressor(Compressor compressor) {
    this.compressor = compressor;
  }

  void write(ByteBuf body, boolean end, Promise<Void> promise) {
    if (stream.isClosed()) {
      body.release();
      fail(promise);
      return;
    }
    if (!headSent) { // only the head of an informational response was sent
      body.release();
      fail(promise);
      unsendable(new IllegalStateException("a response with a status below 200 has no body"));
      return;
    }
    ByteBuf data = compressor == null ? body : compressor.compress(body, end);
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

  /** Whether the user may write. */
  boolean isWritable() {
    return writable;
  }

  void write(ChunkedBody body) {
    chunkedBody = body;
    body.send();
  }

  /** Ends the message with trailers. */
  void end(HeaderList trailers, Promise<Void> promise) {
    if (compressor != null) {
      stream.write(compressor.compress(Unpooled.EMPTY_BUFFER, true), false, null);
    }
    stream.end(trailers);
    connection.bridges().submitted(this, true, promise);
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
    } else if (promise != null) {
      resetWritten.future().onComplete(promise);
    }
    if (!reset) {
      reset = true;
      stream.reset((int) code);
    }
  }

  /** @param priority {@code null} if it cannot be sent */
  void writePriority(PrioritySpec priority, Promise<Void> promise) {
    try {
      if (priority != null) {
        stream.prioritize(priority);
      }
      if (promise != null) {
        promise.tryComplete();
      }
    } catch (IllegalArgumentException e) { // out of its range
      if (promise != null) {
        promise.tryFail(e);
      }
    }
  }

  /** Whether Vert.x has reset the stream. */
  boolean isReset() {
    return reset;
  }

  /** The application has read so many bytes. */
  void consume(int bytes) {
    if (decompression != null) {
      decompression.consumed(bytes);
    } else {
      credit(bytes);
    }
  }

  /** The peer may send so many bytes more. */
  void credit(int bytes) {
    if (upgradedBody != null) {
      upgradedBody.credit(bytes);
    } else {
      stream.consume(bytes);
    }
  }

  // --- what the engine receives ---

  void priorityChanged(StreamPriority priority) {
    if (!reset) {
      vertx.onPriorityChange(priority);
    }
  }

  @Override
  public void onResponse(HeaderList head, boolean endStream) {
    if (reset) {
      return;
    }
    body(head, endStream);
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

  /** Prepares for the body that follows a head. */
  void body(HeaderList head, boolean ended) {
    Decompressor decompressor = ended ? null : connection.bridges().decompressor(head);
    if (decompressor != null) {
      decompression = new StreamDecompression(this, decompressor, connection.bridges());
    }
  }

  /** Vert.x has handlers for 100 and 103. It would take any other for the final response. */
  @Override
  public void onInformational(HeaderList head) {
    HttpResponseHeaders fields = new HttpResponseHeaders(FieldMap.received(head));
    if (!reset && fields.validate() && (fields.status() == 100 && !continued || fields.status() == 103)) {
      vertx.onHeaders(fields);
    }
  }

  @Override
  public ErrorCode onPromise(Stream promised, HeaderList head) {
    HttpRequestHeaders fields = new HttpRequestHeaders(FieldMap.received(head));
    if (!RequestHeadReader.isValid(fields)) {
      return ErrorCode.PROTOCOL_ERROR;
    }
    fields.sanitize();
    Http2ClientStream push = ((Nghttp2ClientConnection) connection).newStream(connection.context());
    StreamBridge bridge = new StreamBridge(connection, push).open(promised);
    promised.listener(bridge);
    connection.bridges().promising(bridge,
      () -> ((Http2ClientStream) vertx).onPush(push, promised.id(), fields, true));
    return null;
  }

  @Override
  public void onData(ByteBuf input, int offset, int length) {
    if (reset) {
      return; // the bytes are credited when the stream closes
    }
    ByteBuf copy = VertxByteBufAllocator.DEFAULT.heapBuffer(length);
    copy.writeBytes(input, offset, length);
    if (decompression != null) {
      decompression.received(copy);
      return;
    }
    vertx.onData(BufferInternal.buffer(copy));
    endsWithData = stream.isRemoteEnded(); // also if the request has upgraded the connection
  }

  @Override
  public void onEnd(HeaderList trailers) {
    if (reset) {
      return;
    }
    if (decompression != null) {
      decompression.receivedEnd(trailers);
      return;
    }
    if (trailers.isEmpty() && !endsWithData) { // an empty DATA frame, which Vert.x's users see as an empty buffer
      vertx.onData(BufferInternal.buffer());
    }
    ended(trailers);
  }

  /** All of the body was passed on. */
  void ended(HeaderList trailers) {
    if (reset) {
      return;
    }
    if (trailers.isEmpty()) {
      vertx.onTrailers();
    } else {
      vertx.onTrailers(new HttpHeaders(FieldMap.received(trailers)));
    }
  }

  /** A frame of a type that RFC 9113 does not know. */
  void onCustomFrame(CustomFrames frames, int type, int flags, byte[] payload) {
    if (!reset && !frames.pass(vertx, type, flags, payload)) {
      reset = true;
      vertx.onException(EngineFailures.ofCustomFrames(stream));
      stream.reset(ErrorCode.ENHANCE_YOUR_CALM.code());
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
      if (chunkedBody != null) {
        chunkedBody.send();
      }
    }
  }

  @Override
  public void onClosed(long errorCode, ClosedBy by, ConnectionEnd connectionEnd) {
    GoAway goAway = connection.control().goAwayOf(connectionEnd);
    boolean beyondGoAway = goAway != null && errorCode == ErrorCode.REFUSED_STREAM.code();
    if (connectionEnd != null && connectionEnd.cause() == ConnectionEnd.Cause.FAULT) {
      vertx.onException(EngineFailures.ofConnection(connectionEnd));
      connection.fault().then(() -> close(errorCode, connectionEnd, goAway));
      return;
    }
    if (connectionEnd == null && by == ClosedBy.REMOTE) {
      vertx.onReset(errorCode);
    } else if (connectionEnd == null && errorCode != 0 && !beyondGoAway
      && (by == ClosedBy.LIBRARY || stream.fault() != null)) {
      vertx.onException(EngineFailures.ofStream(stream, errorCode));
    }
    close(errorCode, connectionEnd, goAway);
  }

  private void close(long errorCode, ConnectionEnd connectionEnd, GoAway goAway) {
    if (upgradedBody != null) {
      upgradedBody.close();
    }
    Promise<Void> last = lastWrite;
    if (last != null) {
      connection.loop().execute(() -> fail(last)); // after the earlier writes
    }
    if (resetWritten != null) {
      resetWritten.tryComplete();
    }
    if (chunkedBody != null) {
      chunkedBody.close();
    }
    if (compressor != null) {
      compressor.close();
    }
    boolean complete = stream.isRemoteEnded() && errorCode == 0 && connectionEnd == null;
    if (decompression == null || !decompression.outlivesStream(complete)) {
      vertx.onClose(goAway);
    }
    connection.streamClosed((int) vertx.id(), errorCode);
  }
}
