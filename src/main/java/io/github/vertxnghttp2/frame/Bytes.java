package io.github.vertxnghttp2.frame;

import java.nio.ByteBuffer;

/**
 * Buffers as components of records. They are read-only. A record returns a duplicate each time, so that no reader
 * changes the position of the buffer that equals() compares.
 */
final class Bytes {
  private Bytes() {
  }

  static ByteBuffer view(ByteBuffer bytes) {
    return bytes.slice().asReadOnlyBuffer();
  }

  static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip().asReadOnlyBuffer();
  }
}
