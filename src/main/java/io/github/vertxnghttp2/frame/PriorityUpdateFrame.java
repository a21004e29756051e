package io.github.vertxnghttp2.frame;

import java.util.Objects;

/**
 * PRIORITY_UPDATE, RFC 9218 section 7.1.
 *
 * @param prioritizedStreamId the stream whose priority changes
 * @param fieldValue has the format of a Priority header field, such as {@code u=1, i}
 */
public record PriorityUpdateFrame(int prioritizedStreamId, String fieldValue) implements Frame {
  public PriorityUpdateFrame {
    Objects.requireNonNull(fieldValue, "fieldValue");
  }

  @Override
  public int type() {
    return FrameType.PRIORITY_UPDATE.code();
  }

  @Override
  public int length() {
    return 4 + fieldValue.length();
  }

  @Override
  public int flags() {
    return 0;
  }

  @Override
  public int streamId() {
    return 0;
  }
}
