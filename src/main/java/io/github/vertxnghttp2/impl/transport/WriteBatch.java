package io.github.vertxnghttp2.impl.transport;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;

/**
 * The number of bytes that are written to the socket at a time. It grows from 64 KiB to 1 MiB while the socket takes a
 * whole batch at once, which saves system calls, and shrinks when it does not. Bytes over the minimum come from the
 * {@link WriteAllowance}, so that many peers that stop reading hold little memory together.
 */
final class WriteBatch {
  private static final int MIN = 64 << 10;
  private static final int LEVELS = 5; // up to 1 MiB
  private static final WriteBufferWaterMark[] MARKS = new WriteBufferWaterMark[LEVELS];

  static {
    for (int level = 0; level < LEVELS; level++) {
      MARKS[level] = new WriteBufferWaterMark(MIN << level >> 1, MIN << level);
    }
  }

  private final WriteAllowance allowance;
  private int level;
  private int bytes;
  /**
   * The level whose bytes were taken from the allowance. It is not below the level of a batch that may still wait for
   * the socket.
   */
  private int paidLevel;
  private boolean used;

  WriteBatch(WriteAllowance allowance) {
    this.allowance = allowance;
  }

  /** Begins a batch. To be called when the socket takes more bytes, so that few of the previous batch wait. */
  void begin() {
    bytes = 0;
    used = true;
    pay(level);
  }

  void add(int more) {
    bytes += more;
  }

  /** Bytes that fit into this batch. */
  int room() {
    return Math.max(0, MARKS[level].high() - bytes);
  }

  /** Ends a batch, which has been flushed, and chooses the size of the next. */
  void flushed(Channel channel) {
    if (room() > 0) {
      return;
    }
    if (!channel.isWritable()) {
      level(Math.max(level - 1, 0), channel);
    } else if (level < paidLevel || level < LEVELS - 1 && pay(level + 1)) {
      level(level + 1, channel);
    }
  }

  /** Called periodically: a connection that has not sent since the last call gives its bytes back to the allowance. */
  void review(Channel channel, boolean waiting) {
    if (!used && !waiting) {
      level(0, channel);
      pay(0);
    }
    used = false;
  }

  /** The channel is closed, and no bytes wait. */
  void end() {
    level = 0;
    pay(0);
  }

  private void level(int next, Channel channel) {
    if (next != level) {
      level = next;
      channel.config().setWriteBufferWaterMark(MARKS[level]);
    }
  }

  private boolean pay(int forLevel) {
    int more = MARKS[forLevel].high() - MARKS[paidLevel].high();
    boolean paid = more <= 0 || allowance.take(more);
    if (paid) {
      if (more < 0) {
        allowance.giveBack(-more);
      }
      paidLevel = forLevel;
    }
    return paid;
  }
}
