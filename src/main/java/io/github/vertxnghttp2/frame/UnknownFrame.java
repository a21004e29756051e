package io.github.vertxnghttp2.frame;

import java.nio.ByteBuffer;

/**
 * A frame of a type for which this library has no record, RFC 9113 section 5.5. Also a frame whose payload does not
 * have the format of its type.
 *
 * @param length octets of the payload
 * @param payload the octets after the frame header, read-only; the record copies the given buffer. They are fewer than
 *   {@code length} if only the first octets were kept
 */
public record UnknownFrame(int type, int flags, int streamId, int length, ByteBuffer payload) implements Frame {
  public UnknownFrame {
    payload = Bytes.copy(payload);
  }

  /** A frame with its whole payload. */
  public UnknownFrame(int type, int flags, int streamId, ByteBuffer payload) {
    this(type, flags, streamId, payload.remaining(), payload);
  }

  @Override
  public ByteBuffer payload() {
    return payload.duplicate();
  }
}
