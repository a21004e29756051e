package io.github.vertxnghttp2.impl.transport;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;

/**
 * The number of bytes that are written to the socket at a time. It grows from 64 KiB to 1 MiB while the socket takes a
 * whole batch at once, which saves system calls, and shrinks when it does not. Bytes over 64 KiB come from the
 * {@link WriteAllowance}, so that many peers that stop reading hold little memory together.
 *
 * <p>A batch whose socket takes few bytes at a time may shrink to 16 KiB: what waits for the socket is not overtaken by
 * more urgent bytes.
 */
final class WriteBatch {
  private static final int MIN = 16 << 10;
  private static final int LEVELS = 7; // up to 1 MiB
  /** 64 KiB. */
  private static final int FIRST = 2;
  private static final WriteBufferWaterMark[] MARKS = new WriteBufferWaterMark[LEVELS];

  static {
    for (int level = 0; level < LEVELS; level++) {
      MARKS[level] = new WriteBufferWaterMark(MIN << level >> 1, MIN << level);
    }
  }

  private final WriteAllowance allowance;
  private int level = FIRST;
  private int lowest = FIRST;
  private int highest = LEVELS - 1;
  private int bytes;
  private boolean full;
  /**
   * The level whose bytes were taken from the allowance. It is not below the level of a batch that may still wait for
   * the socket.
   */
  private int paidLevel = FIRST;
  private boolean used;

  WriteBatch(WriteAllowance allowance) {
    this.allowance = allowance;
  }

  /**
   * Limits a batch, see {@link UnsentBytes}.
   *
   * @param most bytes of a batch, if it is not below 16 KiB; 0 for no limit
   */
  void limit(int most, Channel channel) {
    lowest = most == UnsentBytes.NONE ? FIRST : 0;
    highest = LEVELS - 1;
    while (most != UnsentBytes.NONE && highest > 0 && MARKS[highest].high() > most) {
      highest--;
    }
    level(Math.max(lowest, Math.min(level, highest)), channel);
  }

  /** Begins a batch. To be called when the socket takes more bytes, so that few of the previous batch wait. */
  void begin() {
    bytes = 0;
    full = false;
    used = true;
    pay(level);
  }

  void add(int more) {
    bytes += more;
  }

  boolean isEmpty() {
    return bytes == 0;
  }

  /** Whether the batch that was flushed at last was as large as it could be, so that there may be more to send. */
  boolean isFull() {
    return full;
  }

  /** Bytes that fit into this batch. */
  int room() {
    return Math.max(0, MARKS[level].high() - bytes);
  }

  /** Ends a batch, which has been flushed, and chooses the size of the next. */
  void flushed(Channel channel) {
    full = room() == 0;
    if (!full) {
      return;
    }
    if (!channel.isWritable()) {
      level(Math.max(level - 1, lowest), channel);
    } else if (level < highest && (level < paidLevel || pay(level + 1))) {
      level(level + 1, channel);
    }
  }

  /** Called periodically: a connection that has not sent since the last call gives its bytes back to the allowance. */
  void review(Channel channel, boolean waiting) {
    if (!used && !waiting) {
      level(Math.min(FIRST, highest), channel);
      pay(FIRST);
    }
    used = false;
  }

  /** The channel is closed, and no bytes wait. */
  void end() {
    level = FIRST;
    pay(FIRST);
  }

  private void level(int next, Channel channel) {
    if (next != level) {
      level = next;
      channel.config().setWriteBufferWaterMark(MARKS[level]);
    }
  }

  private boolean pay(int wanted) {
    int forLevel = Math.max(wanted, FIRST);
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
