package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.impl.telemetry.ConnectionMeter;
import io.github.vertxnghttp2.protocol.output.Output;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * Writes the bytes of a connection to its channel, in batches of as many as the socket takes, and counts them. Belongs
 * to the channel's event loop.
 */
public final class ChannelOutput implements Output, Farewell.OutputCounts {
  private final ChannelHandlerContext ctx;
  /** {@code null} without metrics. */
  private final ConnectionMeter meter;
  private final WriteBatch batch = new WriteBatch(WriteAllowance.OF_JVM);
  private final HeapCopy copy;
  private long written;
  private long provenRead;

  ChannelOutput(ChannelHandlerContext ctx, ConnectionMeter meter) {
    this.ctx = ctx;
    this.meter = meter;
    this.copy = new HeapCopy(ctx);
  }

  // --- a batch ---

  void beginBatch() {
    batch.begin();
  }

  @Override
  public ByteBuf allocate(int capacity) {
    return ctx.alloc().directBuffer(capacity, capacity);
  }

  @Override
  public void write(ByteBuf bytes) {
    batch.add(bytes.readableBytes());
    written += bytes.readableBytes();
    if (meter != null) {
      meter.written(bytes.readableBytes());
    }
    copy.write(bytes);
  }

  @Override
  public int room() {
    return batch.room();
  }

  /** All bytes of the batch go to the channel. */
  void endBatch() {
    copy.end();
  }

  /** Flushes the channel after a batch. */
  void flush() {
    ctx.flush();
    batch.flushed(ctx.channel());
  }

  /** To be called periodically: a connection that has not sent for a while gives back memory that others may use. */
  public void reviewBatchSize() {
    batch.review(ctx.channel(), waitingBytes() > 0);
  }

  /** The channel is closed. */
  void close() {
    batch.end();
  }

  // --- counts ---

  /** Bytes that wait because the peer does not read from its socket. */
  public long waitingBytes() {
    ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  /** {@inheritDoc} Over TLS more bytes are sent than were written here. */
  @Override
  public long takenBySocket() {
    return written - waitingBytes();
  }

  /** Bytes that were written so far. */
  long bytesWritten() {
    return written;
  }

  /**
   * The peer has read the first {@code bytes} of {@link #bytesWritten}, because it has responded to what came after.
   */
  void provenRead(long bytes) {
    provenRead = Math.max(provenRead, bytes);
  }

  @Override
  public long possiblyUnread() {
    return written - provenRead;
  }
}
