package io.github.vertxnghttp2.frame;

import java.util.Objects;

/**
 * ALTSVC, RFC 7838 section 4.
 *
 * @param origin the origin that the frame is about, on stream 0; empty on any other stream
 * @param fieldValue has the format of an Alt-Svc header field
 */
public record AltSvcFrame(int streamId, String origin, String fieldValue) implements Frame {
  public AltSvcFrame {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(fieldValue, "fieldValue");
  }

  @Override
  public int type() {
    return FrameType.ALTSVC.code();
  }

  @Override
  public int length() {
    return 2 + origin.length() + fieldValue.length();
  }

  @Override
  public int flags() {
    return 0;
  }
}
