package io.github.vertxnghttp2.frame;

import java.util.Objects;

/**
 * PUSH_PROMISE, RFC 9113 section 6.6, together with the CONTINUATION frames that follow it.
 *
 * @param length octets of the payload, with the payloads of the CONTINUATION frames
 * @param padLength octets of padding, 0 to 255, without the Pad Length field itself
 * @param promisedStreamId the stream of the promised response
 * @param headers the decoded field section of the promised request
 */
public record PushPromiseFrame(int streamId, int flags, int length, int padLength, int promisedStreamId,
                               HeaderList headers) implements Frame {
  public PushPromiseFrame {
    Objects.requireNonNull(headers, "headers");
  }

  @Override
  public int type() {
    return FrameType.PUSH_PROMISE.code();
  }
}
