package io.github.vertxnghttp2.frame;

import java.util.List;

/**
 * ORIGIN, RFC 8336 section 2.
 *
 * @param origins ASCII origins such as {@code https://example.org}, in their order
 */
public record OriginFrame(List<String> origins) implements Frame {
  public OriginFrame {
    origins = List.copyOf(origins);
  }

  @Override
  public int type() {
    return FrameType.ORIGIN.code();
  }

  @Override
  public int length() {
    return origins.stream().mapToInt(origin -> 2 + origin.length()).sum();
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
