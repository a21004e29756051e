package io.github.vertxnghttp2.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;

/** A channel whose socket takes everything at once: what is flushed is counted and released. */
final class Sink extends EmbeddedChannel {
  private long bytes;

  Sink(ChannelHandler... handlers) {
    // With handlers given to the constructor the first bytes would leave before the allocator is set.
    config().setAllocator(PooledByteBufAllocator.DEFAULT);
    pipeline().addLast(handlers);
  }

  /** One read of the network, and the end of its batch. */
  void read(ByteBuf bytes) {
    pipeline().fireChannelRead(bytes);
    pipeline().fireChannelReadComplete();
    runPendingTasks();
    checkException();
  }

  @Override
  protected void handleOutboundMessage(Object message) {
    ByteBuf buffer = (ByteBuf) message;
    bytes += buffer.readableBytes();
    buffer.release();
  }

  long bytes() {
    return bytes;
  }
}
