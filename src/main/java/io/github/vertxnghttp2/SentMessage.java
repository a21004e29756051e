package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;

/** A message that this side sends. Its head is sent with the first byte of the body, or at the end. */
@VertxGen(concrete = false)
public sealed interface SentMessage extends Http2Message, StreamWriter permits ServerResponse, ClientRequest {

  @Override
  default Direction direction() {
    return Direction.SENDING;
  }

  /** Fields to be sent after the body, RFC 9113 section 8.1. */
  @CacheReturn
  MultiMap trailers();

  /**
   * Completes when END_STREAM has been sent; fails if the stream ended before. For a request it also completes if the
   * server has sent its whole response and stops the rest of the request with NO_ERROR, RFC 9113 section 8.1. Then only
   * writes that wait or follow fail, and the exception handler is called unless the request had been ended.
   */
  Future<Void> sent();

  /** Bytes of the body that were written so far, sent or not. 0 for a response that has no body, as to HEAD. */
  long bytesWritten();

  /** As {@link #reset(ErrorCode)} with NO_ERROR, as in Vert.x. A client that gives a request up sends CANCEL. */
  default void reset() {
    reset(ErrorCode.NO_ERROR);
  }

  /** Resets the stream, RFC 9113 section 6.4. Without effect on a stream that has ended. */
  default void reset(ErrorCode code) {
    reset(code.code());
  }

  /** As {@link #reset(ErrorCode)}, with any code from 0 to 4,294,967,295. */
  void reset(long code);

  /**
   * Called with the failure of {@link #sent}, or with the reason why the server stopped a request that had not been
   * ended; at once if that was before the handler was set.
   */
  @Override
  SentMessage exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  SentMessage setWriteQueueMaxSize(int maxSize);

  @Override
  SentMessage drainHandler(@Nullable Handler<Void> handler);
}
