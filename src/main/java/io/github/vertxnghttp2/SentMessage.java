package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;

/** A message that this side sends. Its head is sent with the first write of the body, or when the message ends. */
@VertxGen(concrete = false)
public sealed interface SentMessage extends Http2Message, StreamWriter permits ServerResponse, ClientRequest {

  @Override
  default Direction direction() {
    return Direction.SENDING;
  }

  /** The trailer fields, which are sent after the body, RFC 9113 section 8.1. */
  @CacheReturn
  MultiMap trailers();

  /**
   * Completes when END_STREAM has been sent. Fails if the stream ended before that.
   *
   * <p>For a request it also completes if the server has sent its whole response and then resets the stream with
   * NO_ERROR, because it does not need the rest of the request, RFC 9113 section 8.1. In that case waiting and later
   * writes fail. The exception handler is called if the request had not been ended.
   */
  Future<Void> sent();

  /** Bytes of the body that were written so far, sent or not. 0 for a response without a body, such as that to HEAD. */
  long bytesWritten();

  /**
   * As {@link #reset(ErrorCode)} with NO_ERROR, which is also the default of Vert.x. A client that no longer wants the
   * response should use CANCEL instead.
   */
  default void reset() {
    reset(ErrorCode.NO_ERROR);
  }

  /** Resets the stream, RFC 9113 section 6.4. This has no effect on a stream that has ended. */
  default void reset(ErrorCode code) {
    reset(code.code());
  }

  /** As {@link #reset(ErrorCode)}, with any code from 0 to 4,294,967,295. */
  void reset(long code);

  /**
   * Called with the failure of {@link #sent}, or with the reason why the server stopped a request that had not been
   * ended. If that happened before the handler was set, the handler is called at once.
   */
  @Override
  SentMessage exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  SentMessage setWriteQueueMaxSize(int maxSize);

  @Override
  SentMessage drainHandler(@Nullable Handler<Void> handler);
}
