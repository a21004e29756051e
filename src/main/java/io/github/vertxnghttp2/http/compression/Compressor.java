package io.github.vertxnghttp2.http.compression;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;

/** Compresses one body. Belongs to the event loop. */
public final class Compressor {
  private final EmbeddedChannel channel;

  Compressor(EmbeddedChannel encoder) {
    channel = encoder;
  }

  /**
   * Compresses the next bytes, and flushes the encoder: the peer can decode what it has got.
   *
   * @param data belongs to this object now
   * @param end whether these are the last ones
   * @return what is to be sent; may be empty
   */
  public ByteBuf compress(ByteBuf data, boolean end) {
    if (data.isReadable()) {
      channel.writeOutbound(data);
    } else {
      data.release();
    }
    if (end) {
      channel.finish();
    }
    ByteBuf first = output();
    ByteBuf second = first == null ? null : output();
    if (second == null) {
      return first == null ? Unpooled.EMPTY_BUFFER : first;
    }
    CompositeByteBuf all = first.alloc().compositeBuffer(Integer.MAX_VALUE);
    all.addComponent(true, first);
    for (ByteBuf next = second; next != null; next = output()) {
      all.addComponent(true, next);
    }
    return all;
  }

  /** The next buffer that is not empty, or {@code null}. */
  private ByteBuf output() {
    for (ByteBuf next; (next = channel.readOutbound()) != null; ) {
      if (next.isReadable()) {
        return next;
      }
      next.release();
    }
    return null;
  }

  /** Frees the encoder, wherever the body has stopped. */
  public void close() {
    channel.finishAndReleaseAll();
  }
}
