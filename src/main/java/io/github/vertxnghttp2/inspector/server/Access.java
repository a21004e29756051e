package io.github.vertxnghttp2.inspector.server;

/** What somebody may do. */
enum Access {
  /** Nothing: not even know whether there is a connection. */
  NONE,
  /** Look at everything. */
  LOOK,
  /** Look, switch frame logs, drain and close connections, and see routes. */
  CONTROL
}
