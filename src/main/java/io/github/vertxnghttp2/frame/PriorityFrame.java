package io.github.vertxnghttp2.frame;

/**
 * PRIORITY, RFC 9113 section 6.3: deprecated, and without effect.
 *
 * @param weight 1 to 256, which is one more than the number on the wire
 */
public record PriorityFrame(int streamId, int streamDependency, int weight, boolean exclusive) implements Frame {
  @Override
  public int type() {
    return FrameType.PRIORITY.code();
  }

  @Override
  public int flags() {
    return 0;
  }
}
