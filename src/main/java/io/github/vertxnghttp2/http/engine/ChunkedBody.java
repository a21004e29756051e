package io.github.vertxnghttp2.http.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.stream.ChunkedInput;
import io.vertx.core.Promise;
import io.vertx.core.http.impl.http2.Http2ServerStream;

import java.io.EOFException;

/**
 * A body that Vert.x gives chunk by chunk: the file of {@code sendFile} with a RandomAccessFile or a FileChannel. It is
 * read as its stream takes it, on the event loop, as Vert.x does for HTTP/1.1.
 */
final class ChunkedBody {
  private final ChunkedInput<ByteBuf> chunks;
  private final StreamBridge bridge;
  private final ByteBufAllocator allocator;
  private final Promise<Void> sent;
  private boolean done;

  /** @param sent completes when the file was sent */
  ChunkedBody(ChunkedInput<ByteBuf> chunks, StreamBridge bridge, ByteBufAllocator allocator, Promise<Void> sent) {
    this.chunks = chunks;
    this.bridge = bridge;
    this.allocator = allocator;
    this.sent = sent;
  }

  /** Writes chunks until the stream takes no more. */
  void send() {
    try {
      while (!done && bridge.isWritable()) {
        if (chunks.isEndOfInput()) {
          end();
        } else {
          bridge.write(next(), false, null);
        }
      }
    } catch (Exception e) {
      done = true;
      closeInput();
      bridge.unsendable(e);
      sent.tryFail(e);
    }
  }

  private ByteBuf next() throws Exception {
    ByteBuf chunk = chunks.readChunk(allocator);
    if (chunk != null && chunk.isReadable()) {
      return chunk;
    }
    if (chunk != null) {
      chunk.release();
    }
    throw new EOFException("the file became shorter while it was sent: " + chunks.progress() + " of " + chunks.length()
      + " bytes were there");
  }

  /** Vert.x's stream writes the end, because it has to know that it has ended. */
  private void end() {
    done = true;
    closeInput();
    ((Http2ServerStream) bridge.vertx()).unwrap().writeChunk(null, true).onComplete(sent);
  }

  /** The stream is closed. */
  void close() {
    if (!done) {
      done = true;
      closeInput();
      StreamBridge.fail(sent);
    }
  }

  private void closeInput() {
    try {
      chunks.close();
    } catch (Exception e) {
      // it was read only
    }
  }
}
