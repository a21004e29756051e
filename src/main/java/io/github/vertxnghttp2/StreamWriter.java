package io.github.vertxnghttp2;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/**
 * The body that this side sends. The future of a {@code write} completes when its bytes have been sent. Bytes that wait
 * for a window or for the socket are in the write queue. The queue is full when it has as many bytes as its maximum
 * size, which is 64 KiB by default, or more.
 */
@VertxGen(concrete = false)
public interface StreamWriter extends WriteStream<Buffer> {

  /** Called if the body cannot be sent. If that happened before the handler was set, the handler is called at once. */
  @Override
  StreamWriter exceptionHandler(@Nullable Handler<Throwable> handler);

  /** @param maxSize bytes */
  @Override
  StreamWriter setWriteQueueMaxSize(int maxSize);

  /**
   * Called when the queue has room again after {@link #writeQueueFull} returned true. If it has room already when the
   * handler is set, the handler is called at once. It is not called when the stream ends.
   */
  @Override
  StreamWriter drainHandler(@Nullable Handler<Void> handler);

  /** Writes text as UTF-8. */
  default Future<Void> write(String text) {
    return write(Buffer.buffer(text));
  }

  /** Writes text as UTF-8, and ends the body. */
  default Future<Void> end(String text) {
    return end(Buffer.buffer(text));
  }

  /**
   * Sends a file as the whole body, with back-pressure, and ends the message. Adds the content-length if the head has
   * not been sent and the status is neither 204 nor 304.
   *
   * @return completes when the last byte has been sent. Fails if the file cannot be opened or is a directory; the
   *   message is unchanged then. A failure after the first byte resets the stream
   */
  default Future<Void> sendFile(String path) {
    return sendFile(path, 0);
  }

  /** As {@link #sendFile(String)}, from this offset on. */
  default Future<Void> sendFile(String path, long offset) {
    return sendFile(path, offset, Long.MAX_VALUE);
  }

  /**
   * As {@link #sendFile(String)}, with a part of the file.
   *
   * @param length bytes at most; fewer are sent if the file ends before
   * @return also fails with IllegalArgumentException if the offset is beyond the end of the file
   * @throws IllegalArgumentException if offset or length is negative
   */
  Future<Void> sendFile(String path, long offset, long length);
}
