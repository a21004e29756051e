package io.github.vertxnghttp2.impl.body;

import io.vertx.core.buffer.Buffer;

import java.util.ArrayDeque;

/**
 * Body bytes that came and wait to be read, first in first out. A peer chooses how small its DATA frames are, and a buffer of
 * one octet takes a hundred: once there are some chunks, small ones are joined.
 */
final class ChunkQueue {
  private static final int SEPARATE_MAX = 16;
  private static final int JOINED_MAX = 4096;

  private final ArrayDeque<Buffer> chunks = new ArrayDeque<>(4);
  private int bytes;
  /** Of the first chunk, bytes that were taken before. */
  private int taken;

  void add(Buffer chunk) {
    bytes += chunk.length();
    if (chunks.size() >= SEPARATE_MAX && chunks.getLast().length() + chunk.length() <= JOINED_MAX) {
      chunks.getLast().appendBuffer(chunk);
    } else {
      chunks.add(chunk);
    }
  }

  boolean isEmpty() {
    return chunks.isEmpty();
  }

  int bytes() {
    return bytes;
  }

  /** The next chunk, or what is left of it. */
  Buffer poll() {
    Buffer chunk = chunks.remove();
    Buffer rest = taken == 0 ? chunk : chunk.getBuffer(taken, chunk.length());
    taken = 0;
    bytes -= rest.length();
    return rest;
  }

  /** As many bytes as there are, but no more than these, from as many chunks as it takes. */
  Buffer take(int max) {
    int length = Math.min(max, bytes);
    if (length > 0 && chunks.element().length() - taken == length) {
      return poll();
    }
    Buffer part = Buffer.buffer(length);
    while (part.length() < length) {
      Buffer chunk = chunks.element();
      int piece = Math.min(chunk.length() - taken, length - part.length());
      part.appendBuffer(chunk, taken, piece);
      taken += piece;
      if (taken == chunk.length()) {
        chunks.remove();
        taken = 0;
      }
    }
    bytes -= length;
    return part;
  }
}
