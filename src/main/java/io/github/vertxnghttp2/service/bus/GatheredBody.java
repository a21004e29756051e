package io.github.vertxnghttp2.service.bus;

import io.vertx.core.buffer.Buffer;

import java.util.ArrayList;
import java.util.List;

/**
 * A body that is gathered in memory. Chunks are kept and joined at the end. Small chunks are copied into a shared
 * buffer, since the peer chooses their size and a buffer of one byte takes about a hundred bytes of memory.
 */
public final class GatheredBody {
  private static final int SMALL = 4 << 10;
  private static final int TAIL_MAX = 64 << 10;

  private final List<Buffer> parts = new ArrayList<>(4);
  /** The last part, if small chunks may be appended to it. */
  private Buffer tail;
  private int length;

  /** The number of bytes so far. */
  public int length() {
    return length;
  }

  /**
   * @param chunk kept, not copied, unless it is small
   * @throws ArithmeticException if the whole is too long for one buffer
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

  /** The whole body. No chunk may be added after this. */
  public Buffer join() {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    Buffer whole = Buffer.buffer(length);
    parts.forEach(whole::appendBuffer);
    return whole;
  }
}
