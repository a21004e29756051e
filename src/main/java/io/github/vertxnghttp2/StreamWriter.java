package io.github.vertxnghttp2;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/**
 * The body that goes to the peer. A {@code write} future completes when its bytes left; the queue counts as full while the
 * writes whose last byte could not leave yet (window or socket) are together as large as its maximum size, 64 KiB unless
 * set.
 */
public interface StreamWriter extends WriteStream<Buffer> {

  @Override
  StreamWriter exceptionHandler(Handler<Throwable> handler);

  /** @param maxSize bytes */
  @Override
  StreamWriter setWriteQueueMaxSize(int maxSize);

  /** Not called when the stream ends: there is no room any more. */
  @Override
  StreamWriter drainHandler(Handler<Void> handler);

  /** Writes text as UTF-8. */
  default Future<Void> write(String text) {
    return write(Buffer.buffer(text));
  }

  /** Writes text as UTF-8, and ends the body. */
  default Future<Void> end(String text) {
    return end(Buffer.buffer(text));
  }
}
