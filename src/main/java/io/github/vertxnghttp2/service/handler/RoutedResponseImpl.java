package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.RoutedResponse;
import io.github.vertxnghttp2.service.bus.BusReset;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** The response that a handler writes. */
final class RoutedResponseImpl implements RoutedResponse {
  private final ResponseHead head;
  private final ResponseEvents events;
  private final ResponseOutput output;

  RoutedResponseImpl(ResponseHead head, ResponseEvents events, ResponseOutput output) {
    this.head = head;
    this.events = events;
    this.output = output;
  }

  @Override
  public int status() {
    return head.status();
  }

  @Override
  public RoutedResponse setStatus(int status) {
    head.setStatus(status);
    return this;
  }

  @Override
  public MultiMap headers() {
    return head.headers();
  }

  @Override
  public MultiMap trailers() {
    return head.trailers();
  }

  @Override
  public boolean isHeadSent() {
    return head.isSent();
  }

  @Override
  public boolean isEnded() {
    return head.isEnded();
  }

  @Override
  public RoutedResponse inform(int status, MultiMap headers) {
    output.inform(status, headers);
    return this;
  }

  @Override
  public Future<Void> write(Buffer data) {
    head.checkNotEnded();
    return output.write(data);
  }

  @Override
  public Future<Void> end() {
    return end(Buffer.buffer());
  }

  @Override
  public Future<Void> end(Buffer data) {
    head.markEnded();
    return output.end(data);
  }

  @Override
  public Future<Void> send(ReadStream<Buffer> body) {
    head.checkNotEnded();
    return body.pipe().endOnFailure(false).to(this).onFailure(cause -> reset(ErrorCode.INTERNAL_ERROR.code()));
  }

  @Override
  public void reset(long code) {
    output.reset(BusReset.checkedCode(code));
  }

  @Override
  public RoutedResponse exceptionHandler(Handler<Throwable> handler) {
    events.exceptionHandler(handler);
    return this;
  }

  @Override
  public RoutedResponse closeHandler(Handler<Void> handler) {
    events.closeHandler(handler);
    return this;
  }

  @Override
  public boolean writeQueueFull() {
    return output.isFull();
  }

  @Override
  public RoutedResponse setWriteQueueMaxSize(int maxSize) {
    output.maxSize(maxSize);
    return this;
  }

  @Override
  public RoutedResponse drainHandler(Handler<Void> handler) {
    output.drainHandler(handler);
    return this;
  }
}
