package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.service.StreamedResponse;
import io.github.vertxnghttp2.service.bus.BusReader;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

final class StreamedResponseImpl implements StreamedResponse {
  private final int status;
  private final MultiMap headers;
  private final BusReader body;

  StreamedResponseImpl(int status, MultiMap headers, BusReader body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
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
    return body.trailers();
  }

  @Override
  public Future<Buffer> body() {
    return body.body();
  }

  @Override
  public StreamedResponse exceptionHandler(Handler<Throwable> handler) {
    body.exceptionHandler(handler);
    return this;
  }

  @Override
  public StreamedResponse handler(Handler<Buffer> handler) {
    body.handler(handler);
    return this;
  }

  @Override
  public StreamedResponse pause() {
    body.pause();
    return this;
  }

  @Override
  public StreamedResponse resume() {
    body.resume();
    return this;
  }

  @Override
  public StreamedResponse fetch(long amount) {
    body.fetch(amount);
    return this;
  }

  @Override
  public StreamedResponse endHandler(Handler<Void> handler) {
    body.endHandler(handler);
    return this;
  }
}
