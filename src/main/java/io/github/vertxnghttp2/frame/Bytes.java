package io.github.vertxnghttp2.frame;

import java.nio.ByteBuffer;

/**
 * Buffers as components of records. They are read-only, and the records hand out duplicates, so that equals() works.
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
