package io.github.vertxnghttp2.frame;

import java.nio.ByteBuffer;

/**
 * DATA, RFC 9113 section 6.1.
 *
 * @param data the octets without padding, read-only. The frame looks at the buffer it was given and copies nothing:
 *   whoever made it leaves the octets alone as long as the frame is in use
 * @param padLength octets of padding after the data, 0 to 255, without the Pad Length field itself
 */
public record DataFrame(int streamId, int flags, ByteBuffer data, int padLength) implements Frame {
  public DataFrame {
    data = Bytes.view(data);
  }

  @Override
  public int type() {
    return FrameType.DATA.code();
  }

  @Override
  public ByteBuffer data() {
    return data.duplicate();
  }

  /** Octets that this frame takes from the flow-control windows: data, padding and the Pad Length field. */
  public int flowControlledLength() {
    return data.remaining() + (has(Flag.PADDED) ? 1 + padLength : 0);
  }
}
