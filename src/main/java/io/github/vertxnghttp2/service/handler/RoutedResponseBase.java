package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.RoutedResponse;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;

/** The head of a response in either mode, and who is told how it ended. */
abstract class RoutedResponseBase implements RoutedResponse {
  final ContextInternal context;
  final MultiMap headers = HttpHeaders.headers();
  final MultiMap trailers = HttpHeaders.headers();
  private int status = 200;
  private Handler<Throwable> exceptionHandler;
  private Handler<Void> closeHandler;
  private boolean closed;
  private volatile boolean headSent;
  private volatile boolean ended;

  RoutedResponseBase(ContextInternal context) {
    this.context = context;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public RoutedResponse setStatus(int status) {
    if (headSent) {
      throw new IllegalStateException("the head of this response has been sent");
    }
    if (status < 200 || status > 999) {
      throw new IllegalArgumentException("status is " + status + "; a final response has 200 to 999, others go by inform()");
    }
    this.status = status;
    return this;
  }

  @Override
  public MultiMap headers() {
    return headers;
  }

  @Override
  public MultiMap trailers() {
    return trailers;
  }

  @Override
  public boolean isHeadSent() {
    return headSent;
  }

  @Override
  public boolean isEnded() {
    return ended;
  }

  final void markHeadSent() {
    headSent = true;
  }

  /** @throws IllegalStateException the second time */
  final void markEnded() {
    checkNotEnded();
    ended = true;
  }

  final void checkNotEnded() {
    if (ended) {
      throw new IllegalStateException("this response has ended already");
    }
  }

  /** A body that is given as a whole has its length said. */
  final void setContentLength(int length) {
    if (trailers.isEmpty() && status != 204 && status != 304 && !headers.contains("content-length")) {
      headers.set("content-length", Integer.toString(length));
    }
  }

  @Override
  public Future<Void> end() {
    return end(Buffer.buffer());
  }

  @Override
  public Future<Void> send(ReadStream<Buffer> body) {
    checkNotEnded();
    return body.pipe().endOnFailure(false).to(this).onFailure(cause -> reset(ErrorCode.INTERNAL_ERROR.code()));
  }

  @Override
  public RoutedResponse exceptionHandler(Handler<Throwable> handler) {
    context.emit(handler, h -> exceptionHandler = h);
    return this;
  }

  @Override
  public RoutedResponse closeHandler(Handler<Void> handler) {
    context.emit(handler, h -> {
      closeHandler = h;
      if (closed && h != null) {
        context.dispatch(null, h);
      }
    });
    return this;
  }

  /** On the context. */
  final void failed(Throwable cause) {
    if (exceptionHandler != null) {
      context.dispatch(cause, exceptionHandler);
    }
  }

  /** On the context. */
  final void closed() {
    closed = true;
    if (closeHandler != null) {
      context.dispatch(null, closeHandler);
    }
  }
}
