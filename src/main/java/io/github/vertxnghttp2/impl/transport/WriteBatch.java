package io.github.vertxnghttp2.impl.transport;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;

/**
 * How much goes to the socket at a time: as much as it has been taking at once. A fast peer costs few system calls. What
 * is more than the least comes out of {@link WriteAllowance}, so that all peers which stop reading together hold little
 * memory.
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
  /** The level whose bytes the allowance has given: not below the one whose batch may still wait for the socket. */
  private int paidLevel;
  private boolean used;

  WriteBatch(WriteAllowance allowance) {
    this.allowance = allowance;
  }

  /** To be called when the socket takes more, so that little of the batch before waits. */
  void begin() {
    bytes = 0;
    used = true;
    pay(level);
  }

  void add(int more) {
    bytes += more;
  }

  /** Bytes that still belong to this batch. */
  int room() {
    return Math.max(0, MARKS[level].high() - bytes);
  }

  /** To be called when the batch has been flushed. */
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

  /** To be called from time to time: who has not sent for a while gives back what others may use. */
  void review(Channel channel, boolean waiting) {
    if (!used && !waiting) {
      level(0, channel);
      pay(0);
    }
    used = false;
  }

  /** The channel is closed, and holds nothing. */
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
