package io.github.vertxnghttp2;

/** What ended a connection. */
public enum ConnectionEndCause {
  /** The peer sent GOAWAY, and the connection was closed when its last stream had ended. */
  GOAWAY,
  /** The socket was closed or reset, or TLS failed or was ended by the peer. */
  LOST,
  /** This side closed or terminated it. */
  CLOSED,
  /** This side closed it because the peer broke a rule, passed a limit or was too slow. */
  FAULT
}
