package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.InformationalResponse;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

/**
 * A request through the client service. The body is sent as fast as the HTTP/2 server reads it. Any thread may write,
 * but only one at a time.
 */
@VertxGen
public interface StreamedCall extends WriteStream<Buffer> {

  /** The fields that are sent after the body. */
  @CacheReturn
  MultiMap trailers();

  /** Called for each response with a status from 100 to 199. */
  @Fluent
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  StreamedCall informationalHandler(@Nullable Handler<InformationalResponse> handler);

  /**
   * Completes with the response when its head has arrived. If the service does not accept the request, the future fails
   * with a {@code ReplyException}, whose failure code is one of the client service. If the request is reset, the future
   * fails with an {@code Http2Exception}.
   */
  Future<StreamedResponse> response();

  /** Sends the head, and ends the request without a body. */
  default Future<StreamedResponse> send() {
    end();
    return response();
  }

  /** Sends a stream as the body, with back-pressure. Resets the request with CANCEL if the stream fails. */
  Future<StreamedResponse> send(ReadStream<Buffer> body);

  /** Writes text as UTF-8. */
  default Future<Void> write(String text) {
    return write(Buffer.buffer(text));
  }

  /** Writes text as UTF-8, and ends. */
  default Future<Void> end(String text) {
    return end(Buffer.buffer(text));
  }

  /**
   * Resets the request with this code.
   *
   * @param code of RFC 9113 section 7, from 0 to 4,294,967,295
   */
  void reset(long code);

  /**
   * Called with the exception that ends the request early. The handler is called immediately if that has already
   * happened.
   */
  @Override
  StreamedCall exceptionHandler(@Nullable Handler<Throwable> handler);

  /** @param maxSize the number of bytes that may wait for credit; 64 KiB by default */
  @Override
  StreamedCall setWriteQueueMaxSize(int maxSize);

  @Override
  StreamedCall drainHandler(@Nullable Handler<Void> handler);
}
