package io.github.vertxnghttp2.soak;

import io.vertx.core.buffer.Buffer;

import java.util.Arrays;
import java.util.Random;

/**
 * The bytes of all bodies: each tells its place, so that what is lost, doubled or mixed up with another stream's shows.
 */
final class Content {
  /** No power of two: a piece that came twice or not at all would fit otherwise. */
  private static final int PERIOD = 251;
  static final int PIECE_MAX = 32 << 10;
  private static final byte[] TABLE = new byte[(PIECE_MAX / PERIOD + 2) * PERIOD];

  static {
    for (int i = 0; i < TABLE.length; i++) {
      TABLE[i] = (byte) (i % PERIOD * 31);
    }
  }

  private Content() {
  }

  /** A part of a body. @param length {@link #PIECE_MAX} at most */
  static Buffer piece(long at, int length) {
    int from = (int) (at % PERIOD);
    return Buffer.buffer(length).appendBytes(TABLE, from, length);
  }

  /** A whole body. */
  static Buffer body(int length) {
    Buffer body = Buffer.buffer(length);
    for (int at = 0; at < length; at += PIECE_MAX) {
      body.appendBuffer(piece(at, Math.min(PIECE_MAX, length - at)));
    }
    return body;
  }

  /** Whether this is what stands there in a body. */
  static boolean isPiece(Buffer piece, long at) {
    byte[] bytes = piece.getBytes();
    int length;
    for (int i = 0; i < bytes.length; i += length) {
      length = Math.min(PIECE_MAX, bytes.length - i);
      int from = (int) ((at + i) % PERIOD);
      if (!Arrays.equals(bytes, i, i + length, TABLE, from, from + length)) {
        return false;
      }
    }
    return true;
  }

  /** A length from 0 to this, the short ones as likely as the long ones. */
  static int length(Random random, int max) {
    return (int) Math.expm1(random.nextDouble() * Math.log1p(max));
  }
}
