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
  /** For frames, bodies apart. */
  private static final LoopBuffer FRAMES = new LoopBuffer();

  private final ChannelHandlerContext ctx;
  /** {@code null} without metrics. */
  private final ConnectionMeter meter;
  private final WriteBatch batch = new WriteBatch(WriteAllowance.OF_JVM);
  private final HeapCopy copy;
  /** {@code null} if the operating system may take any number of bytes. */
  private UnsentBytes unsent;
  private long written;
  private long provenRead;

  ChannelOutput(ChannelHandlerContext ctx, ConnectionMeter meter) {
    this.ctx = ctx;
    this.meter = meter;
    this.copy = new HeapCopy(ctx);
  }

  /**
   * Limits the bytes that the operating system takes of a slow line before it sends them, if the channel can; see
   * {@link UnsentBytes}. Then fewer bytes wait here, too.
   *
   * @param least the limit of the slowest line; 0 for no limit
   */
  public void limitUnsent(int least) {
    unsent = UnsentBytes.limit(ctx.channel(), least);
    limitBatch();
  }

  private void limitBatch() {
    if (unsent != null) {
      batch.limit(unsent.limit(), ctx.channel());
    }
  }

  // --- a batch ---

  void beginBatch() {
    batch.begin();
  }

  @Override
  public ByteBuf allocate(int capacity) {
    return FRAMES.take(ctx.alloc(), capacity);
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

  /** Flushes the channel after a batch, if it has any bytes. */
  void flush() {
    if (!batch.isEmpty()) {
      ctx.flush();
      batch.flushed(ctx.channel());
    }
    if (unsent != null) {
      measure();
    }
  }

  private void measure() {
    if (!ctx.channel().isWritable()) {
      if (unsent.full(takenBySocket(), ctx.executor().ticker().nanoTime())) {
        limitBatch();
      }
    } else if (!batch.isFull()) {
      unsent.idle();
    }
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
