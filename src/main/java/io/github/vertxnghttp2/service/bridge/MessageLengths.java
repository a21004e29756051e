package io.github.vertxnghttp2.service.bridge;

import io.vertx.core.buffer.Buffer;

/** Follows the lengths of the messages in the bytes from a program: four bytes, big endian, before each message. */
final class MessageLengths {
  private static final int PREFIX = 4;

  private final int max;
  private int rest;
  private int prefix;
  private int prefixBytes;

  MessageLengths(int max) {
    this.max = max;
  }

  /** Returns whether all lengths so far are allowed. */
  boolean accept(Buffer data) {
    int at = 0;
    while (at < data.length()) {
      if (rest > 0) {
        int taken = Math.min(rest, data.length() - at);
        rest -= taken;
        at += taken;
      } else {
        prefix = prefix << Byte.SIZE | data.getUnsignedByte(at++);
        if (++prefixBytes == PREFIX) {
          if (prefix < 0 || prefix > max) {
            return false;
          }
          rest = prefix;
          prefix = 0;
          prefixBytes = 0;
        }
      }
    }
    return true;
  }
}
