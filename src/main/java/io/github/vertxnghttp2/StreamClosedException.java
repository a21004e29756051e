package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;

/** A stream ended before its message was complete. */
public final class StreamClosedException extends Http2Exception {
  private static final long serialVersionUID = 1L;

  private final int streamId;

  /**
   * @param streamId 0 if the stream was never opened
   * @param code an unsigned 32-bit number, RFC 9113 section 7
   */
  public StreamClosedException(int streamId, long code, Initiator initiator) {
    this(streamId, code, initiator, null);
  }

  /** @param why the reason, for a person to read; {@code null} if there is none */
  public StreamClosedException(int streamId, long code, Initiator initiator, String why) {
    super("stream " + streamId + " was closed with " + ErrorCode.nameOf(code) + " by "
      + switch (initiator) {
        case LOCAL -> "this side";
        case REMOTE -> "the peer";
        case LIBRARY -> "the library";
      } + (why == null ? "" : ": " + why), code, initiator, null);
    this.streamId = streamId;
  }

  /** The id of the stream; 0 if it was never opened. */
  public int streamId() {
    return streamId;
  }
}
