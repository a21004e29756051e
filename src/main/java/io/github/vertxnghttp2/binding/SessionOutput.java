package io.github.vertxnghttp2.binding;

import io.netty.buffer.ByteBuf;

/** Receives what {@link Session#flush} sends, piece by piece in the order of the wire. */
public interface SessionOutput {

  /**
   * The next bytes are {@code length} bytes of {@code out} from {@code offset}: frames without bodies. At least one
   * byte.
   */
  void frames(ByteBuf out, int offset, int length);

  /** The next bytes are {@code length} body bytes of the stream, which {@link Session#pushData} has announced. */
  void body(int streamId, int length);
}
