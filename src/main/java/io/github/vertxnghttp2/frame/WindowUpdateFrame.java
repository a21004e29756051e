package io.github.vertxnghttp2.frame;

/**
 * WINDOW_UPDATE, RFC 9113 section 6.9.
 *
 * @param streamId the stream, or 0 for the window of the connection
 * @param increment octets, 1 to 2<sup>31</sup>-1
 */
public record WindowUpdateFrame(int streamId, int increment) implements Frame {
  @Override
  public int type() {
    return FrameType.WINDOW_UPDATE.code();
  }

  @Override
  public int length() {
    return 4;
  }

  @Override
  public int flags() {
    return 0;
  }
}
