package io.github.vertxnghttp2.frame;

import java.nio.ByteBuffer;

/** Buffers as components of records: position 0, read-only, never handed out themselves, so that equals() holds. */
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
