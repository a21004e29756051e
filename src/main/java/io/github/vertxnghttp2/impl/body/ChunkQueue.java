package io.github.vertxnghttp2.impl.body;

import io.vertx.core.buffer.Buffer;

import java.util.ArrayDeque;

/**
 * Queues received body bytes that wait to be read. A peer may send tiny DATA frames, and a buffer of one byte takes
 * about a hundred bytes of memory: after the first few chunks, small ones are joined.
 */
final class ChunkQueue {
  private static final int SEPARATE_MAX = 16;
  private static final int JOINED_MAX = 4096;

  private final ArrayDeque<Buffer> chunks = new ArrayDeque<>(4);
  private int bytes;
  /** Bytes of the first chunk that were taken already. */
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

  /** Takes the next chunk, or what is left of it. */
  Buffer poll() {
    Buffer chunk = chunks.remove();
    Buffer rest = taken == 0 ? chunk : chunk.getBuffer(taken, chunk.length());
    taken = 0;
    bytes -= rest.length();
    return rest;
  }

  /** Takes at most this many bytes, from one or more chunks. */
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
