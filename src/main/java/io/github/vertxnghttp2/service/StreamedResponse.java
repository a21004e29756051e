package io.github.vertxnghttp2.service;

import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * The response to a {@link StreamedCall}. The HTTP/2 server gets flow-control credit only for the bytes that the user
 * reads. {@link #resume} or {@link #fetch} without a {@link #handler} skips the body.
 */
@VertxGen
public interface StreamedResponse extends ReadStream<Buffer> {

  /** From 200 to 999. */
  int status();

  /** The fields in their order, without the pseudo-header fields. */
  @CacheReturn
  MultiMap headers();

  /** The first value of that name, or {@code null}. */
  @Nullable
  default String header(String name) {
    return headers().get(name);
  }

  /** The trailers; empty until the end of the body. */
  MultiMap trailers();

  /** The whole body. Each call returns the same future. */
  Future<Buffer> body();

  /** Called with the {@code Http2Exception} that ends the body early. */
  @Override
  StreamedResponse exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  StreamedResponse handler(@Nullable Handler<Buffer> handler);

  @Override
  StreamedResponse pause();

  @Override
  StreamedResponse resume();

  @Override
  StreamedResponse fetch(long amount);

  @Override
  StreamedResponse endHandler(@Nullable Handler<Void> handler);
}
