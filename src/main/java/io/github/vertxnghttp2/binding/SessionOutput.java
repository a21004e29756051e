package io.github.vertxnghttp2.binding;

import io.netty.buffer.ByteBuf;

/** Takes what {@link Session#flush} has to send, piece by piece in the order of the wire. */
public interface SessionOutput {

  /** Frames without their bodies: {@code length} bytes of {@code out} from {@code offset}. Never empty. */
  void frames(ByteBuf out, int offset, int length);

  /** Here belong the next {@code length} bytes announced for the stream by {@link Session#pushData}. */
  void body(int streamId, int length);
}
