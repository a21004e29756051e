package io.github.vertxnghttp2.frame;

import java.util.Objects;

/**
 * HEADERS, RFC 9113 section 6.2, together with the CONTINUATION frames that follow it.
 *
 * @param length octets of the payload, with the payloads of the CONTINUATION frames
 * @param padLength octets of padding, 0 to 255, without the Pad Length field itself
 * @param priority the deprecated priority fields, or {@code null} without the flag PRIORITY
 * @param category what the field section is for, or {@code null} if that is not known
 * @param headers the decoded field section
 */
public record HeadersFrame(int streamId, int flags, int length, int padLength, PrioritySpec priority,
                           HeadersCategory category, HeaderList headers) implements Frame {
  public HeadersFrame {
    Objects.requireNonNull(headers, "headers");
  }

  @Override
  public int type() {
    return FrameType.HEADERS.code();
  }
}
