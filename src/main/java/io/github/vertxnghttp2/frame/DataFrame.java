package io.github.vertxnghttp2.frame;

import java.nio.ByteBuffer;

/**
 * DATA, RFC 9113 section 6.1.
 *
 * @param length octets of the payload: data, padding and the Pad Length field. All of them count for flow control
 * @param padLength octets of padding after the data, 0 to 255, without the Pad Length field itself
 * @param data the octets without padding, read-only; empty if they are not kept, as in a log. The frame does not copy
 *   the given buffer, so its octets must not change while the frame is in use
 */
public record DataFrame(int streamId, int flags, int length, int padLength, ByteBuffer data) implements Frame {
  private static final ByteBuffer NOT_KEPT = ByteBuffer.allocate(0);

  public DataFrame {
    data = Bytes.view(data);
  }

  /** A frame with its data. */
  public DataFrame(int streamId, int flags, ByteBuffer data, int padLength) {
    this(streamId, flags, data.remaining() + padding(flags, padLength), padLength, data);
  }

  /** A frame without its data. */
  public DataFrame(int streamId, int flags, int length, int padLength) {
    this(streamId, flags, length, padLength, NOT_KEPT);
  }

  private static int padding(int flags, int padLength) {
    return Flag.PADDED.isSet(FrameType.DATA, flags) ? 1 + padLength : 0;
  }

  @Override
  public int type() {
    return FrameType.DATA.code();
  }

  @Override
  public ByteBuffer data() {
    return data.duplicate();
  }

  /** Octets of data, whether or not they are kept. */
  public int dataLength() {
    return length - padding(flags, padLength);
  }
}
