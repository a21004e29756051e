package io.github.vertxnghttp2.frame;

import java.nio.ByteBuffer;

/**
 * A frame of a type that this library has no record for, RFC 9113 section 5.5, or whose payload is not one of its
 * type.
 *
 * @param length octets of the payload
 * @param payload the octets after the frame header, read-only, copied from the buffer given; fewer than
 *   {@code length} if only the first were kept
 */
public record UnknownFrame(int type, int flags, int streamId, int length, ByteBuffer payload) implements Frame {
  public UnknownFrame {
    payload = Bytes.copy(payload);
  }

  /** With its whole payload. */
  public UnknownFrame(int type, int flags, int streamId, ByteBuffer payload) {
    this(type, flags, streamId, payload.remaining(), payload);
  }

  @Override
  public ByteBuffer payload() {
    return payload.duplicate();
  }
}
