package io.github.vertxnghttp2.recording.analysis;

/** What happened in a piece of the waterfall of a stream. */
public enum SegmentKind {
  /** The request waited in the client for a stream or for a connection. */
  QUEUE,
  /** The head of the request or of a response, an informational one included. */
  HEAD,
  /** DATA frames, one soon after the other. */
  DATA,
  /** Nothing was sent or received. The segment says what the stream waited for, if that is known. */
  GAP,
  /** Frames of this time were overwritten, and no wait is known. */
  NOT_RECORDED,
  /** The trailers, which end a message. */
  TRAILERS,
  /** The stream was reset. */
  RESET
}
