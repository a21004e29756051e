package io.github.vertxnghttp2.recording;

/** Which end of a connection has recorded it. */
public enum Side {
  /** The recording was made by the server. */
  SERVER,
  /** The recording was made by the client. */
  CLIENT
}
