package io.github.vertxnghttp2.protocol.output;

import io.netty.buffer.ByteBuf;

/** Where a connection's bytes go. */
public interface Output {

  /** A direct buffer with this capacity. */
  ByteBuf allocate(int capacity);

  /** Takes the buffer over. Called in the order of the wire. */
  void write(ByteBuf bytes);

  /** How many bytes of bodies it takes now; when that was 0 and changes, the connection is to be flushed. */
  int room();
}
