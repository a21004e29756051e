package io.github.vertxnghttp2.recording;

/** The direction of a frame, a body or a window, as the side sees it that recorded it. */
public enum Way {
  /** From this side to the peer. */
  SENT,
  /** From the peer to this side. */
  RECEIVED
}
