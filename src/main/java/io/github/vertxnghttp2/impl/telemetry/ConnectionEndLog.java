package io.github.vertxnghttp2.impl.telemetry;

import io.github.vertxnghttp2.frame.FrameLog;
import io.github.vertxnghttp2.logging.LogThrottle;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.ConnectionEnd.Cause;
import io.vertx.core.net.SocketAddress;

/**
 * Logs why connections ended. A connection that failed or was lost is logged at DEBUG, at most once a second, because
 * peers can cause many such ends. Any other connection is logged at TRACE. Thread-safe.
 */
public final class ConnectionEndLog {
  private static final System.Logger LOG = System.getLogger("io.github.vertxnghttp2.connections");

  private final LogThrottle throttle = new LogThrottle();

  /** @param streams how many streams were open */
  public void log(SocketAddress peer, ConnectionEnd end, int streams) {
    boolean orderly = end.cause() != Cause.FAULT && (end.cause() != Cause.LOST || streams == 0);
    if (orderly) {
      LOG.log(System.Logger.Level.TRACE, () -> text(peer, end, streams));
    } else if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
      throttle.log(others -> LOG.log(System.Logger.Level.DEBUG, text(peer, end, streams) + others));
    }
  }

  private static String text(SocketAddress peer, ConnectionEnd end, int streams) {
    return peer + ": " + FrameLog.printable(end.toString()) + (streams == 0 ? "" : " (open streams: " + streams + ")");
  }
}
