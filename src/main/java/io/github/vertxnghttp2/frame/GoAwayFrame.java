package io.github.vertxnghttp2.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * GOAWAY, RFC 9113 section 6.8.
 *
 * @param lastStreamId the highest stream that the sender of the frame may have processed
 * @param errorCode an unsigned 32-bit number
 * @param debugData opaque octets, read-only; the record copies the given buffer
 */
public record GoAwayFrame(int lastStreamId, long errorCode, ByteBuffer debugData) implements Frame {
  public GoAwayFrame {
    debugData = Bytes.copy(debugData);
  }

  @Override
  public int type() {
    return FrameType.GOAWAY.code();
  }

  @Override
  public int length() {
    return 8 + debugData.remaining();
  }

  @Override
  public int flags() {
    return 0;
  }

  @Override
  public int streamId() {
    return 0;
  }

  @Override
  public ByteBuffer debugData() {
    return debugData.duplicate();
  }

  /** The error code, or {@code null} if it is unknown. */
  public ErrorCode error() {
    return ErrorCode.of(errorCode);
  }

  /** The debug data decoded as UTF-8. Most senders use UTF-8, but no RFC requires it. */
  public String debugText() {
    return StandardCharsets.UTF_8.decode(debugData()).toString();
  }
}
