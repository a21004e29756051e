package io.github.vertxnghttp2;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/**
 * The body that this side sends. The future of a {@code write} completes when its bytes have been sent. The queue is
 * full while the writes that wait for a window or for the socket have together as many bytes as its maximum size, by
 * default 64 KiB.
 */
@VertxGen(concrete = false)
public interface StreamWriter extends WriteStream<Buffer> {

  /** Called if the body cannot be sent; at once if that was before the handler was set. */
  @Override
  StreamWriter exceptionHandler(@Nullable Handler<Throwable> handler);

  /** @param maxSize bytes */
  @Override
  StreamWriter setWriteQueueMaxSize(int maxSize);

  /**
   * Called when the queue has room again after {@link #writeQueueFull} returned true; at once if that was before the
   * handler was set. Not called when the stream ends.
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
   * Sends a file as the whole body, with back-pressure, and ends. Adds content-length if the head has not been sent and
   * the status is neither 204 nor 304.
   *
   * @return completes when the last byte has been sent. If the file cannot be opened or is a directory, it fails, and
   *   the message is as before. A failure after the first byte resets the stream
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
   * @param length bytes at most; fewer if the file ends before
   * @throws IllegalArgumentException if offset or length is negative; an offset beyond the end fails the future with it
   */
  Future<Void> sendFile(String path, long offset, long length);
}
