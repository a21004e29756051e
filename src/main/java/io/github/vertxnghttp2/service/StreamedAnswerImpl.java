package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.bus.BusReader;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

final class StreamedAnswerImpl implements StreamedAnswer {
  private final int status;
  private final MultiMap headers;
  private final BusReader reader;

  StreamedAnswerImpl(int status, MultiMap headers, BusReader reader) {
    this.status = status;
    this.headers = headers;
    this.reader = reader;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public MultiMap headers() {
    return headers;
  }

  @Override
  public MultiMap trailers() {
    return reader.trailers();
  }

  @Override
  public Future<Buffer> body() {
    return reader.body();
  }

  @Override
  public StreamedAnswer exceptionHandler(Handler<Throwable> handler) {
    reader.exceptionHandler(handler);
    return this;
  }

  @Override
  public StreamedAnswer handler(Handler<Buffer> handler) {
    reader.handler(handler);
    return this;
  }

  @Override
  public StreamedAnswer pause() {
    reader.pause();
    return this;
  }

  @Override
  public StreamedAnswer resume() {
    reader.resume();
    return this;
  }

  @Override
  public StreamedAnswer fetch(long amount) {
    reader.fetch(amount);
    return this;
  }

  @Override
  public StreamedAnswer endHandler(Handler<Void> handler) {
    reader.endHandler(handler);
    return this;
  }
}
