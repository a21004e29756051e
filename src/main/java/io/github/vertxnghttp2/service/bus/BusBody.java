package io.github.vertxnghttp2.service.bus;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * What requests and answers that came over the bus have in common: a body that waits to be read, and trailers.
 *
 * @param <S> what they are to who reads them
 */
public abstract class BusBody<S extends ReadStream<Buffer>> implements ReadStream<Buffer> {
  public final BusReader reader;

  public BusBody(BusReader reader) {
    this.reader = reader;
  }

  protected abstract S self();

  /** Known once the body has ended; empty if there are none. */
  public MultiMap trailers() {
    return reader.trailers();
  }

  /** The whole body. */
  public Future<Buffer> body() {
    return reader.body();
  }

  @Override
  public S exceptionHandler(Handler<Throwable> handler) {
    reader.exceptionHandler(handler);
    return self();
  }

  @Override
  public S handler(Handler<Buffer> handler) {
    reader.handler(handler);
    return self();
  }

  @Override
  public S pause() {
    reader.pause();
    return self();
  }

  @Override
  public S resume() {
    reader.resume();
    return self();
  }

  @Override
  public S fetch(long amount) {
    reader.fetch(amount);
    return self();
  }

  @Override
  public S endHandler(Handler<Void> handler) {
    reader.endHandler(handler);
    return self();
  }
}
