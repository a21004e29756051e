package io.github.vertxnghttp2.frame;

import java.nio.ByteBuffer;

/**
 * A single CONTINUATION frame, RFC 9113 section 6.10. A decoded {@link HeadersFrame} or {@link PushPromiseFrame}
 * already contains the CONTINUATION frames that follow it.
 *
 * @param fragment a piece of the compressed field block, read-only; the record copies the given buffer
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
