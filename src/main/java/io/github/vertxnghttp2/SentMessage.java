package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;

/** A message that goes to the peer. Its head leaves with the first byte of the body, or at the end. */
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
   * Completes when END_STREAM has left; fails if the stream ended before. A request also completes if the server has answered in
   * full and stops the rest with NO_ERROR, RFC 9113 section 8.1: then only the writes fail that wait or come later, and the
   * exception handler is told unless the request had been ended.
   */
  Future<Void> sent();

  /** Bytes of the body that were written so far, whether or not they have left. A body that is not sent has none. */
  long bytesWritten();

  /** As {@link #reset(ErrorCode)} with NO_ERROR, as in Vert.x. A client that gives a request up sends CANCEL. */
  default void reset() {
    reset(ErrorCode.NO_ERROR);
  }

  /** Ends the stream at once, RFC 9113 section 6.4. A stream that has ended stays as it is. */
  default void reset(ErrorCode code) {
    reset(code.code());
  }

  /** As {@link #reset(ErrorCode)}, with any code from 0 to 4,294,967,295. */
  void reset(long code);

  /**
   * Told why {@link #sent} failed, or why a request was stopped that had not been ended; at once if that was before the handler was
   * set.
   */
  @Override
  SentMessage exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  SentMessage setWriteQueueMaxSize(int maxSize);

  @Override
  SentMessage drainHandler(@Nullable Handler<Void> handler);
}
