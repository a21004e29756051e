package io.github.vertxnghttp2.frame;

import java.util.Objects;

/**
 * HEADERS, RFC 9113 section 6.2, together with the CONTINUATION frames that follow it. The priority fields, which the
 * section deprecates, are left out.
 *
 * @param category what the field section is for, or {@code null} where that is not known
 * @param headers the decoded field section
 */
public record HeadersFrame(int streamId, int flags, HeadersCategory category, HeaderList headers) implements Frame {
  public HeadersFrame {
    Objects.requireNonNull(headers, "headers");
  }

  @Override
  public int type() {
    return FrameType.HEADERS.code();
  }
}
