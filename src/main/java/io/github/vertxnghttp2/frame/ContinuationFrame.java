package io.github.vertxnghttp2.frame;

import java.nio.ByteBuffer;

/**
 * CONTINUATION, RFC 9113 section 6.10, where a frame is looked at on its own; a decoded {@link HeadersFrame} or
 * {@link PushPromiseFrame} already contains those that belong to it.
 *
 * @param fragment a piece of the compressed field block, read-only, copied from the buffer given
 */
public record ContinuationFrame(int streamId, int flags, ByteBuffer fragment) implements Frame {
  public ContinuationFrame {
    fragment = Bytes.copy(fragment);
  }

  @Override
  public int type() {
    return FrameType.CONTINUATION.code();
  }

  @Override
  public int length() {
    return fragment.remaining();
  }

  @Override
  public ByteBuffer fragment() {
    return fragment.duplicate();
  }
}
