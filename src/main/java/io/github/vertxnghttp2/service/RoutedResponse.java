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
 * The answer to a {@link RoutedRequest}. Of a route in {@code stream} mode it leaves as it is written, as fast as the HTTP/2
 * client takes it; in {@code unary} mode it is collected, and leaves when it ends.
 */
@VertxGen
public interface RoutedResponse extends WriteStream<Buffer> {

  /** 200 unless set. */
  int status();

  /**
   * @param status from 200 to 999; informational ones go by {@link #inform}
   * @throws IllegalStateException if the head has been sent
   */
  @Fluent
  RoutedResponse setStatus(int status);

  /** The fields that are sent with the head. */
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
   * An informational response: 100 (continue), 103 (early hints) or another from 100 to 199, but 101. Without effect in
   * {@code unary} mode.
   */
  @Fluent
  RoutedResponse inform(int status, MultiMap headers);

  /** Whether status and fields are fixed. */
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

  /** Sends the body of a stream, with back-pressure, and ends; if that breaks, the response is reset with INTERNAL_ERROR. */
  Future<Void> send(ReadStream<Buffer> body);

  /**
   * Ends the stream at once: the HTTP/2 client's is reset with this code. In {@code unary} mode the request fails, and is
   * answered with status 500.
   *
   * @param code of RFC 9113 section 7, from 0 to 4,294,967,295
   */
  void reset(long code);

  /** Called when the request is done with, however it ended. */
  @Fluent
  RoutedResponse closeHandler(@Nullable Handler<Void> handler);

  /** Told the {@code Http2Exception} that ends the response before its time. */
  @Override
  RoutedResponse exceptionHandler(@Nullable Handler<Throwable> handler);

  /** @param maxSize bytes that may wait for credit; 64 KiB unless set */
  @Override
  RoutedResponse setWriteQueueMaxSize(int maxSize);

  @Override
  RoutedResponse drainHandler(@Nullable Handler<Void> handler);
}
