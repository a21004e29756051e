package io.github.vertxnghttp2.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;

/** A channel whose socket takes as many bytes as the test allows, and records how many it took at each turn. */
public final class ThrottledChannel extends EmbeddedChannel implements DuplexChannel {
  private long allowance = Long.MAX_VALUE;
  private long largestWrite;
  private int pieces;
  private ChannelOutboundBuffer outbound;
  private boolean outputShutdown;
  private EpollLikeConfig config;

  ThrottledChannel(ChannelHandler handler) {
    super(handler);
  }

  @Override
  public EpollLikeConfig config() { // the constructor of EmbeddedChannel calls this
    if (config == null) {
      config = new EpollLikeConfig(this);
    }
    return config;
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
  public boolean isOutputShutdown() {
    return outputShutdown;
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    outputShutdown = true;
    return promise.setSuccess();
  }

  @Override
  public boolean isInputShutdown() {
    return false;
  }

  @Override
  public ChannelFuture shutdownInput() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isShutdown() {
    return !isActive();
  }

  @Override
  public ChannelFuture shutdown() {
    return close();
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    return close(promise);
  }

  @Override
  protected void handleInboundMessage(Object message) {
    ReferenceCountUtil.release(message);
  }
}
