package io.github.vertxnghttp2;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * The body that the peer sends. There are three ways to read it: a {@link #handler} gets its chunks, {@link #read} gets
 * it in parts, or {@link #body} gets it as a whole. Mixing them throws IllegalStateException. Bytes that were not read
 * are not credited to the stream's window, so that the peer stops sending, RFC 9113 section 5.2. Methods that return
 * nothing, this or a future may be called from any thread. Handlers and futures run on the context of the message.
 *
 * <p>Unlike Vert.x's own requests, a body does not flow from the start: it waits until it is read, and nothing is lost
 * meanwhile. The flow starts with {@link #handler}, unless {@link #pause} was called, or with {@link #resume} or
 * {@link #fetch}. Without a handler the latter two discard the body, and its bytes are credited.
 */
@VertxGen(concrete = false)
public interface StreamReader extends ReadStream<Buffer> {

  /**
   * Called if the body ends too early, with {@link StreamClosedException} or {@link ConnectionClosedException}; at once
   * if that was before the handler was set.
   */
  @Override
  StreamReader exceptionHandler(@Nullable Handler<Throwable> handler);

  /** @throws IllegalStateException if the body is read in another way, or was read already */
  @Override
  StreamReader handler(@Nullable Handler<Buffer> handler);

  @Override
  StreamReader pause();

  @Override
  StreamReader resume();

  @Override
  StreamReader fetch(long amount);

  /**
   * Called once, when the whole body has been read; at once if that was before the handler was set. It does not start
   * the flow: without another reader it is called for an empty body only. To discard a body, call {@link #resume}
   * without a {@link #handler}.
   */
  @Override
  StreamReader endHandler(@Nullable Handler<Void> handler);

  /**
   * The whole body; the same content each time.
   *
   * @return fails with {@link StreamClosedException} or {@link ConnectionClosedException}, also if the body is longer
   *   than {@link Http2Options#setMaxBodySize}: a server's handler may then still send a response at once, before the
   *   stream is reset
   */
  Future<Buffer> body();

  /**
   * The next bytes, as soon as there are any: at most n; empty at the end of the body. One read at a time.
   *
   * @param n bytes; 0 for an empty buffer at once, -1 for the whole rest, as {@link #body}
   * @return fails with {@link StreamClosedException} or {@link ConnectionClosedException}
   * @throws IllegalArgumentException if n is less than -1
   * @throws IllegalStateException if the body is read in another way, or another read is in progress
   */
  Future<Buffer> read(int n);

  /** As {@link #read}: all bytes that have arrived, as soon as there are any. */
  Future<Buffer> readAny();

  /**
   * Bytes that have arrived already. On the context of the message only.
   *
   * @param n bytes at most; -1 for all
   * @return empty if there are none
   * @throws Http2Exception if the body has failed
   */
  Buffer readNow(int n);

  /** Whether no bytes wait to be read. On the context of the message only. */
  boolean isEmpty();

  /** Whether the whole body has arrived. On the context of the message only. */
  boolean isEof();

  /** Whether the whole body has arrived and has been read. On the context of the message only. */
  default boolean atEof() {
    return isEof() && isEmpty();
  }

  /** Completes when the body has been read to its end. Fails if it ended too early. */
  Future<Void> ended();
}
