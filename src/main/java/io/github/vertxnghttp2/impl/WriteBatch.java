package io.github.vertxnghttp2.impl;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;

/**
 * How much goes to the socket at a time: as much as it has been taking at once. A fast peer costs few system calls, and
 * one that does not read holds little memory.
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

  private int level;
  private int bytes;

  void begin() {
    bytes = 0;
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
    if (room() == 0) {
      int next = channel.isWritable() ? Math.min(level + 1, LEVELS - 1) : Math.max(level - 1, 0);
      if (next != level) {
        level = next;
        channel.config().setWriteBufferWaterMark(MARKS[level]);
      }
    }
  }
}
