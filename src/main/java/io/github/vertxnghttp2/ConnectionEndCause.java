package io.github.vertxnghttp2;

/** What ended a connection. */
public enum ConnectionEndCause {
  /** The peer sent GOAWAY, and the connection was closed when its last stream had ended. */
  GOAWAY,
  /** The socket was closed or reset, TLS failed, or the peer ended TLS. */
  LOST,
  /** This side closed or terminated the connection. */
  CLOSED,
  /** This side closed the connection because the peer broke a rule, exceeded a limit or was too slow. */
  FAULT
}
