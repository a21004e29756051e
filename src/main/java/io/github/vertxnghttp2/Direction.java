package io.github.vertxnghttp2;

/** Which way a message goes, seen from this side. */
public enum Direction {
  /** It comes from the peer. */
  RECEIVING,
  /** It goes to the peer. */
  SENDING
}
