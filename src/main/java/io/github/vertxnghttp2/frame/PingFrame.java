package io.github.vertxnghttp2.frame;

/**
 * PING, RFC 9113 section 6.7.
 *
 * @param data the eight opaque octets as a big-endian number
 */
public record PingFrame(int flags, long data) implements Frame {
  @Override
  public int type() {
    return FrameType.PING.code();
  }

  @Override
  public int length() {
    return 8;
  }

  @Override
  public int streamId() {
    return 0;
  }

  /** Whether it acknowledges a PING. */
  public boolean isAck() {
    return has(Flag.ACK);
  }
}
