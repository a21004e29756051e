package io.github.vertxnghttp2.binding;

/** Whether a session is a client or a server. */
public enum SessionType {
  /** Opens streams with requests; their ids are odd. */
  CLIENT,
  /** Responds, and may promise streams; their ids are even. */
  SERVER
}
