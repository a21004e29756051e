package io.github.vertxnghttp2;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/**
 * The body that goes to the peer. A {@code write} future completes when its bytes left; the queue counts as full while the
 * writes whose last byte could not leave yet (window or socket) are together as large as its maximum size, 64 KiB unless
 * set.
 */
@VertxGen(concrete = false)
public interface StreamWriter extends WriteStream<Buffer> {

  /** Told why not all of the body could be sent; at once if that was known before the handler was set. */
  @Override
  StreamWriter exceptionHandler(@Nullable Handler<Throwable> handler);

  /** @param maxSize bytes */
  @Override
  StreamWriter setWriteQueueMaxSize(int maxSize);

  /**
   * Called when a queue that was found full has room again; at once if that was before the handler was set. Not called when the
   * stream ends: there is no room any more.
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
   * is not that of a 204 or 304.
   *
   * @return completes when the last byte left; fails, and leaves the message as it was, if the file cannot be opened or
   *   is a directory. What breaks after the first byte resets the stream.
   */
  default Future<Void> sendFile(String path) {
    return sendFile(path, 0);
  }

  /** As {@link #sendFile(String)}, from this byte on. */
  default Future<Void> sendFile(String path, long offset) {
    return sendFile(path, offset, Long.MAX_VALUE);
  }

  /**
   * As {@link #sendFile(String)}, a part of it.
   *
   * @param length bytes at most: fewer if the file ends before
   * @throws IllegalArgumentException if offset or length is negative; an offset behind the end fails the future with it
   */
  Future<Void> sendFile(String path, long offset, long length);
}
