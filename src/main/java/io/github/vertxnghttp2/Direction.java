package io.github.vertxnghttp2;

/** Whether this side receives or sends a message. */
public enum Direction {
  /** The peer sends it. */
  RECEIVING,
  /** This side sends it to the peer. */
  SENDING
}
