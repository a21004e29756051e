package io.github.vertxnghttp2.frame;

/**
 * RST_STREAM, RFC 9113 section 6.4.
 *
 * @param errorCode an unsigned 32-bit number
 */
public record RstStreamFrame(int streamId, long errorCode) implements Frame {
  @Override
  public int type() {
    return FrameType.RST_STREAM.code();
  }

  @Override
  public int length() {
    return 4;
  }

  @Override
  public int flags() {
    return 0;
  }

  /** The error code, or {@code null} if it is unknown. */
  public ErrorCode error() {
    return ErrorCode.of(errorCode);
  }
}
