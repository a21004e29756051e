package io.github.vertxnghttp2.protocol.output;

import io.netty.buffer.ByteBuf;

/** Where a connection writes its bytes. */
public interface Output {

  /** Returns a direct buffer with this capacity. */
  ByteBuf allocate(int capacity);

  /** Writes the bytes after those of the call before, and takes over the buffer. */
  void write(ByteBuf bytes);

  /** How many body bytes it accepts now. When that was 0 and grows, the owner flushes the connection again. */
  int room();
}
