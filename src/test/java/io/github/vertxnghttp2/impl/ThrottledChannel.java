package io.github.vertxnghttp2.impl;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;

/** A channel whose socket takes so many bytes and no more, and which remembers how many it took at each turn. */
final class ThrottledChannel extends EmbeddedChannel {
  private long allowance = Long.MAX_VALUE;
  private long largestWrite;
  private int pieces;
  private ChannelOutboundBuffer outbound;

  ThrottledChannel(ChannelHandler handler) {
    super(handler);
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer buffer) {
    outbound = buffer;
    long taken = 0;
    for (Object message; allowance > 0 && (message = buffer.current()) != null; ) {
      int length = ((ByteBuf) message).readableBytes();
      taken += length;
      allowance -= length;
      pieces++;
      buffer.remove();
    }
    largestWrite = Math.max(largestWrite, taken);
  }

  void allow(long bytes) {
    allowance = bytes;
    flush();
    runPendingTasks();
  }

  /** Bytes that were handed to the channel and that the socket has not taken. */
  long waiting() {
    return outbound == null ? 0 : outbound.totalPendingWriteBytes();
  }

  long largestWrite() {
    return largestWrite;
  }

  /** Buffers that the socket took. */
  int pieces() {
    return pieces;
  }

  void receive(ByteBuf bytes) {
    writeInbound(bytes);
    runPendingTasks();
  }

  @Override
  protected void handleInboundMessage(Object message) {
    ReferenceCountUtil.release(message);
  }
}
