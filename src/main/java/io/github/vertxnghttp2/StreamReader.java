package io.github.vertxnghttp2;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * The body that the peer sends. It flows once a handler is set, and waits in the meantime: what has not been read is not
 * credited to the stream's window, so that the peer stops, RFC 9113 section 5.2.
 */
public interface StreamReader extends ReadStream<Buffer> {

  /** Told the failure that ends the body before its time: {@link StreamClosedException} or {@link ConnectionClosedException}. */
  @Override
  StreamReader exceptionHandler(Handler<Throwable> handler);

  @Override
  StreamReader handler(Handler<Buffer> handler);

  @Override
  StreamReader pause();

  @Override
  StreamReader resume();

  @Override
  StreamReader fetch(long amount);

  @Override
  StreamReader endHandler(Handler<Void> handler);

  /** The whole body; the same future each time. Not beside {@link #handler}. */
  Future<Buffer> body();

  /** Completes at the end of the body, or fails with what ended it before. */
  Future<Void> ended();
}
