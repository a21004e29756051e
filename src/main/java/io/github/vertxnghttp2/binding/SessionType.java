package io.github.vertxnghttp2.binding;

/** Which side of a connection a session is. */
public enum SessionType {
  /** Opens streams with requests; their ids are odd. */
  CLIENT,
  /** Answers them, and may promise streams of its own; their ids are even. */
  SERVER
}
