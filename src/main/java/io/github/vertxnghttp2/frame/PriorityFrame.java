package io.github.vertxnghttp2.frame;

import java.util.Objects;

/** PRIORITY, RFC 9113 section 6.3. The frame is deprecated and has no effect. */
public record PriorityFrame(int streamId, PrioritySpec priority) implements Frame {
  public PriorityFrame {
    Objects.requireNonNull(priority, "priority");
  }

  @Override
  public int type() {
    return FrameType.PRIORITY.code();
  }

  @Override
  public int flags() {
    return 0;
  }

  @Override
  public int length() {
    return 5;
  }
}
