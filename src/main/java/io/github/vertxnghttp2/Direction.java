package io.github.vertxnghttp2;

/** Which way a message goes, seen from this side. */
public enum Direction {
  RECEIVING, SENDING
}
