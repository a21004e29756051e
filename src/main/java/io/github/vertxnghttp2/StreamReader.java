package io.github.vertxnghttp2;

import io.netty.buffer.ByteBuf;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * The body that the peer sends. There are three ways to read it: {@link #handler} is called with each chunk,
 * {@link #read} returns a part, {@link #body} returns the whole body. A message allows only one of them, others throw
 * IllegalStateException.
 *
 * <p>Unread bytes are not credited to the stream's window. When the window is used up, the peer stops sending, RFC 9113
 * section 5.2.
 *
 * <p>In Vert.x's own HTTP API a body flows from the start. This one does not: it waits until it is read, and no byte is
 * lost. The flow starts when a {@link #handler} is set, unless {@link #pause} was called before. It also starts with
 * {@link #resume} or {@link #fetch}: without a handler these two discard the body, and its bytes are credited.
 *
 * <p>Any thread may call the methods that return nothing, {@code this} or a future. Handlers and futures run on the
 * context of the message.
 */
@VertxGen(concrete = false)
public interface StreamReader extends ReadStream<Buffer> {

  /**
   * Called with {@link StreamClosedException} or {@link ConnectionClosedException} if the body ends too early. If that
   * happened before the handler was set, the handler is called at once.
   */
  @Override
  StreamReader exceptionHandler(@Nullable Handler<Throwable> handler);

  /** @throws IllegalStateException if the body is read in another way, or has been read already */
  @Override
  StreamReader handler(@Nullable Handler<Buffer> handler);

  /**
   * As {@link #handler}, without a copy of the bytes: for handlers that pass them on or compute something of them. The
   * bytes are released when the handler returns. A handler that keeps them retains them, and releases them later. Such
   * a slice keeps the whole buffer in memory that was read from the socket, usually 64 KiB: copy small ones.
   *
   * <p>Bytes that arrived while the body was paused are copied nevertheless, and all bytes of a message whose handlers
   * run on a worker or a virtual thread. A slice is counted as read when the handler returns. {@link #pipeTo} passes
   * slices by itself if the target is a message of this library on the same event loop.
   *
   * @throws IllegalStateException if the body is read in another way, or has been read already
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  void slices(@Nullable Handler<ByteBuf> handler);

  @Override
  StreamReader pause();

  @Override
  StreamReader resume();

  @Override
  StreamReader fetch(long amount);

  /**
   * Called once, when the whole body has been read. If that happened before the handler was set, the handler is called
   * at once. An end handler does not start the flow: if nothing reads the body, it is called only if the body is empty.
   * To discard a body, call {@link #resume} without a {@link #handler}.
   */
  @Override
  StreamReader endHandler(@Nullable Handler<Void> handler);

  /**
   * The whole body. Each call returns the same content.
   *
   * @return fails with {@link StreamClosedException} or {@link ConnectionClosedException}. Also fails with
   *   {@link StreamClosedException} if the body is longer than {@link Http2Options#setMaxBodySize}. In that case the
   *   handler of a server may send a response at once, before the stream is reset
   */
  Future<Buffer> body();

  /**
   * The next bytes, as soon as there are any. The buffer is empty at the end of the body. Only one read may be in
   * progress.
   *
   * @param n bytes at most. 0 gives an empty buffer at once. -1 gives the whole rest, which is limited as {@link #body}
   * @return fails with {@link StreamClosedException} or {@link ConnectionClosedException}
   * @throws IllegalArgumentException if n is less than -1
   * @throws IllegalStateException if the body is read in another way, or another read is in progress
   */
  Future<Buffer> read(int n);

  /** As {@link #read}, with all bytes that have arrived, as soon as there are any. */
  Future<Buffer> readAny();

  /**
   * The bytes that have arrived already. To be called only on the context of the message.
   *
   * @param n bytes at most; -1 for all
   * @return empty if there are none
   * @throws Http2Exception if the body has failed
   */
  Buffer readNow(int n);

  /** Whether no bytes wait to be read. To be called only on the context of the message. */
  boolean isEmpty();

  /** Whether the whole body has arrived. To be called only on the context of the message. */
  boolean isEof();

  /** Whether the whole body has arrived and has been read. To be called only on the context of the message. */
  default boolean atEof() {
    return isEof() && isEmpty();
  }

  /** Completes when the body has been read to its end. Fails if it ended too early. */
  Future<Void> ended();
}
