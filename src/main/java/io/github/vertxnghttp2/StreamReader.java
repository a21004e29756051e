package io.github.vertxnghttp2;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * The body that the peer sends. It is read in one of three ways: it flows to a {@link #handler}, is pulled part by part
 * ({@link #read}), or collected ({@link #body}); to mix them is an IllegalStateException. What has not been read is not
 * credited to the stream's window, so that the peer stops, RFC 9113 section 5.2. Any thread may call what returns nothing,
 * this, or a future; all is told on the context of the message.
 *
 * <p>Unlike Vert.x's own requests, a body does not flow from the start: it waits until somebody reads it, and nothing is
 * lost meanwhile. The flow begins with {@link #handler}, unless {@link #pause} was called, or with {@link #resume} or
 * {@link #fetch}. Without a handler these skip the body: it is credited and forgotten.
 */
@VertxGen(concrete = false)
public interface StreamReader extends ReadStream<Buffer> {

  /**
   * Told the failure that ends the body before its time: {@link StreamClosedException} or {@link ConnectionClosedException}. One
   * that is set later is told then.
   */
  @Override
  StreamReader exceptionHandler(@Nullable Handler<Throwable> handler);

  /** @throws IllegalStateException if the body is read otherwise, or none of it is left */
  @Override
  StreamReader handler(@Nullable Handler<Buffer> handler);

  @Override
  StreamReader pause();

  @Override
  StreamReader resume();

  @Override
  StreamReader fetch(long amount);

  /**
   * Told once, when all of the body has been read; one that is set later is told then. It does not begin the flow: if it is
   * alone, it is told the end of an empty body only. To skip a body, {@link #resume} it without a {@link #handler}.
   */
  @Override
  StreamReader endHandler(@Nullable Handler<Void> handler);

  /**
   * The whole body; the same content each time.
   *
   * @return fails with {@link StreamClosedException} or {@link ConnectionClosedException}, also if there is more of it than
   *   {@link Http2Options#setMaxBodySize}: a server's handler may still answer that at once, before the stream is reset
   */
  Future<Buffer> body();

  /**
   * The next bytes, as soon as there are any: at most n, empty at the end of the body. One read at a time.
   *
   * @param n bytes; 0 for an empty buffer at once, -1 for everything to the end, as {@link #body}
   * @return fails with {@link StreamClosedException} or {@link ConnectionClosedException}
   * @throws IllegalArgumentException if n is less than -1
   * @throws IllegalStateException if the body goes elsewhere, or another read is under way
   */
  Future<Buffer> read(int n);

  /** As {@link #read}: all that is there, as soon as there is anything. */
  Future<Buffer> readAny();

  /**
   * What came already, on the context of the message only.
   *
   * @param n bytes at most; -1 for all
   * @return empty if nothing waits
   * @throws Http2Exception if the body has failed
   */
  Buffer readNow(int n);

  /** Whether nothing waits to be read. On the context of the message only. */
  boolean isEmpty();

  /** Whether all of the body has come. On the context of the message only. */
  boolean isEof();

  /** Whether all of the body has come and been read. On the context of the message only. */
  default boolean atEof() {
    return isEof() && isEmpty();
  }

  /** Completes when the body has been read to its end, or fails with what ended it before. */
  Future<Void> ended();
}
