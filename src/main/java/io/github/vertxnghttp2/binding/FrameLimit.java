package io.github.vertxnghttp2.binding;

/**
 * What a peer can do cheaply and often, and a {@link Session} can limit: see {@link SessionOptions#setFrameLimit}. All
 * but the first two are numbers of frames within 10 seconds: so many may come at once, and so many more over each 10 seconds
 * that follow.
 */
public enum FrameLimit {
  /** CONTINUATION frames of one header block. */
  CONTINUATIONS,
  /** Frames that wait to be sent when something was received. */
  OUTBOUND_QUEUE,
  /** RST_STREAM frames of the peer; each request that a client sends allows for one more. */
  RESETS,
  /** RST_STREAM frames of this side that the peer has brought about by breaking a rule. */
  PROVOKED_RESETS,
  /** SETTINGS frames, but acknowledgements. */
  SETTINGS,
  /** PING frames; each request and each DATA frame sent allow for one more. */
  PINGS,
  /** PRIORITY and PRIORITY_UPDATE frames; each request allows for two more. */
  PRIORITIES,
  /**
   * DATA frames without content that do not end their stream, and ends of streams that are gone; each stream that this side
   * resets allows for one more.
   */
  EMPTY_DATA,
  /**
   * DATA frames that have content and do not end their stream, beyond one for each 5 bytes of content: only who sends less than
   * that on average comes near. Each head of a request or a response allows for two more, each DATA frame sent for one.
   */
  TINY_DATA,
  /**
   * WINDOW_UPDATE frames; each request allows for two more, each DATA frame sent that the peer's window did not cut short for
   * two, each KiB of a body sent for one.
   */
  WINDOW_UPDATES,
  /**
   * Frames of all other types, and HEADERS, with their CONTINUATION frames, of streams that are gone; each stream that this side
   * resets allows for two more.
   */
  OTHERS
}
