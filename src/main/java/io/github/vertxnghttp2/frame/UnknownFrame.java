package io.github.vertxnghttp2.frame;

import java.nio.ByteBuffer;

/**
 * A frame of a type that this library has no record for, RFC 9113 section 5.5.
 *
 * @param payload the octets after the frame header, read-only, copied from the buffer given
 */
public record UnknownFrame(int type, int flags, int streamId, ByteBuffer payload) implements Frame {
  public UnknownFrame {
    payload = Bytes.copy(payload);
  }

  @Override
  public ByteBuffer payload() {
    return payload.duplicate();
  }
}
