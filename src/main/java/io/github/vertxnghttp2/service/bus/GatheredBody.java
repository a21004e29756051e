package io.github.vertxnghttp2.service.bus;

import io.vertx.core.buffer.Buffer;

import java.util.ArrayList;
import java.util.List;

/**
 * A body that is gathered in memory: its chunks are kept, and joined once. A peer chooses how small they are, and a buffer of
 * one octet takes a hundred: small ones are copied together.
 */
public final class GatheredBody {
  private static final int SMALL = 4 << 10;
  private static final int TAIL_MAX = 64 << 10;

  private final List<Buffer> parts = new ArrayList<>(4);
  /** The last part, if small chunks may be appended to it. */
  private Buffer tail;
  private int length;

  /** Bytes that were added. */
  public int length() {
    return length;
  }

  /**
   * @param chunk is kept
   * @throws ArithmeticException if all of them together are too long for one buffer
   */
  public void add(Buffer chunk) {
    if (chunk.length() == 0) {
      return;
    }
    length = Math.addExact(length, chunk.length());
    if (parts.isEmpty() || chunk.length() >= SMALL) {
      parts.add(chunk);
      tail = null;
      return;
    }
    if (tail == null || tail.length() + chunk.length() > TAIL_MAX) {
      tail = Buffer.buffer(SMALL);
      parts.add(tail);
    }
    tail.appendBuffer(chunk);
  }

  /** The whole; nothing is to be added any more. */
  public Buffer join() {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    Buffer whole = Buffer.buffer(length);
    parts.forEach(whole::appendBuffer);
    return whole;
  }
}
