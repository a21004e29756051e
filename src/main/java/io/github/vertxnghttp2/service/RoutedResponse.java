package io.github.vertxnghttp2.service;

import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

/**
 * The response to a {@link RoutedRequest}. In {@code stream} mode each part is sent when it is written, as fast as the
 * HTTP/2 client reads. In {@code unary} mode the response is gathered in memory, and sent when it ends.
 */
@VertxGen
public interface RoutedResponse extends WriteStream<Buffer> {

  /** 200 by default. */
  int status();

  /**
   * @param status from 200 to 999; use {@link #inform} for informational responses
   * @throws IllegalStateException if the head has been sent
   */
  @Fluent
  RoutedResponse setStatus(int status);

  /** The fields of the head. */
  @CacheReturn
  MultiMap headers();

  /** Sets a field; names become lower case. */
  @Fluent
  default RoutedResponse putHeader(String name, String value) {
    headers().set(name, value);
    return this;
  }

  /** The fields that are sent after the body. */
  @CacheReturn
  MultiMap trailers();

  /** Sets a field to be sent after the body. */
  @Fluent
  default RoutedResponse putTrailer(String name, String value) {
    trailers().set(name, value);
    return this;
  }

  /**
   * Sends an informational response: 100 (continue), 103 (early hints) or another status from 100 to 199 except 101.
   * Has no effect in {@code unary} mode.
   */
  @Fluent
  RoutedResponse inform(int status, MultiMap headers);

  /** Whether the head has been sent, so that status and fields can no longer change. */
  boolean isHeadSent();

  /** Whether {@code end} was called. */
  boolean isEnded();

  /** Writes text as UTF-8. */
  default Future<Void> write(String text) {
    return write(Buffer.buffer(text));
  }

  /** Writes text as UTF-8, and ends. */
  default Future<Void> end(String text) {
    return end(Buffer.buffer(text));
  }

  /**
   * Sends a stream as the body, with back-pressure, and ends. Resets the response with INTERNAL_ERROR if the stream
   * fails.
   */
  Future<Void> send(ReadStream<Buffer> body);

  /**
   * Resets the stream of the HTTP/2 client with this code. In {@code unary} mode the client gets status 500.
   *
   * @param code of RFC 9113 section 7, from 0 to 4,294,967,295
   */
  void reset(long code);

  /** Called when both the request and the response have ended, with or without a failure. */
  @Fluent
  RoutedResponse closeHandler(@Nullable Handler<Void> handler);

  /**
   * Called with the {@code Http2Exception} that ends the response early. In both modes that is so if the client resets
   * the request or its connection ends. What is written after that has no effect.
   */
  @Override
  RoutedResponse exceptionHandler(@Nullable Handler<Throwable> handler);

  /** @param maxSize the number of bytes that may wait for credit; 64 KiB by default */
  @Override
  RoutedResponse setWriteQueueMaxSize(int maxSize);

  @Override
  RoutedResponse drainHandler(@Nullable Handler<Void> handler);
}
