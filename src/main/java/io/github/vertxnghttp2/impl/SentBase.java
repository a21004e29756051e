package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;

/** What responses of a server and requests of a client have in common: fields that are collected, then a body. */
abstract class SentBase {
  /** Who may write the body. */
  private enum Body {
    OPEN,
    /** {@code sendFile} alone. */
    FILE,
    /** Nobody any more. */
    ENDED
  }

  final ContextInternal context;
  final EventLoop loop;
  final OutboundFields fields = new OutboundFields();
  final PromiseInternal<Void> sent;
  boolean headSent;
  private Body body = Body.OPEN;
  private HeadersMultiMap headers;
  private HeadersMultiMap trailers;
  private Handler<Throwable> exceptionHandler;
  private Throwable writeFailure;
  private Throwable reported;

  SentBase(ContextInternal context, EventLoop loop) {
    this.context = context;
    this.loop = loop;
    this.sent = context.promise();
  }

  public HeadersMultiMap headers() {
    if (headers == null) {
      headers = new HeadersMultiMap(fields.list(), !headSent);
    }
    return headers;
  }

  public MultiMap trailers() {
    if (trailers == null) {
      trailers = HeadersMultiMap.trailers(!hasEnded());
    }
    return trailers;
  }

  public Future<Void> sent() {
    return sent.future();
  }

  public abstract int streamId();

  // --- failures, on the event loop ---

  /** Nothing more can be written, and this is why. To be called before the stream lets go of the bytes that wait. */
  final void failWrites(Throwable cause) {
    writeFailure = cause;
  }

  /** Tells the exception handler, now or when it is set. */
  final void report(Throwable cause) {
    failWrites(cause);
    reported = cause;
    Handler<Throwable> handler = exceptionHandler;
    if (handler != null) {
      context.execute(cause, t -> context.dispatch(t, handler));
    }
  }

  /** What a write fails with whose stream has ended. */
  final Throwable writeFailure() {
    return writeFailure != null ? writeFailure
      : new StreamClosedException(streamId(), ErrorCode.NO_ERROR.code(), Initiator.LOCAL, "it had ended before these bytes were sent");
  }

  final void tellFailures(Handler<Throwable> handler) {
    run(() -> {
      exceptionHandler = handler;
      Throwable cause = reported;
      if (handler != null && cause != null) {
        context.runOnContext(v -> handler.handle(cause));
      }
    });
  }

  final void put(String name, String value) {
    checkHead();
    fields.put(name, value);
  }

  final void checkHead() {
    if (headSent) {
      throw new IllegalStateException("the head of this message has been sent");
    }
  }

  final boolean hasEnded() {
    return body == Body.ENDED;
  }

  final void checkNotEnded() {
    if (hasEnded()) {
      throw new IllegalStateException("this message has ended already");
    }
  }

  /** Whether the user may write the body, or end it. */
  final void checkOpen() {
    checkNotEnded();
    if (body == Body.FILE) {
      throw new IllegalStateException("sendFile sends the body of this message and ends it: nothing else can be written");
    }
  }

  final void beginFile() {
    checkOpen();
    body = Body.FILE;
  }

  /** The file was not sent: the user may send something else, if the head has not left. */
  final void fileFailed() {
    body = hasEnded() ? body : Body.OPEN;
  }

  /** Part of the body, as {@code write} without its checks. */
  abstract Future<Void> writeBody(Buffer data);

  /** The last part of the body, as {@code end} without its checks. */
  abstract Future<Void> endBody(Buffer data);

  final void headSent() {
    headSent = true;
    if (headers != null) {
      headers.freeze();
    }
  }

  /** No field can be changed from now on, nor anything added. */
  final void markEnded() {
    body = Body.ENDED;
    if (trailers != null) {
      trailers.freeze();
    }
  }

  final boolean hasTrailers() {
    return trailers != null && !trailers.isEmpty();
  }

  /** The trailers of a message that has ended, or {@code null} if there are none. */
  final HeaderList trailerList() {
    return hasTrailers() ? trailers.list() : null;
  }

  final void run(Runnable onLoop) {
    if (loop.inEventLoop()) {
      onLoop.run();
    } else {
      loop.execute(onLoop);
    }
  }
}
