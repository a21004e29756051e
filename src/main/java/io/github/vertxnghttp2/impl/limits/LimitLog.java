package io.github.vertxnghttp2.impl.limits;

import io.github.vertxnghttp2.limits.Limit.Consequence;
import io.github.vertxnghttp2.logging.LogThrottle;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.vertx.core.net.SocketAddress;

/** Logs each connection that reached a limit, and what the library did then. Thread-safe. */
public final class LimitLog {
  private static final System.Logger LOG = System.getLogger("io.github.vertxnghttp2.limits");

  private final LogThrottle throttle = new LogThrottle();

  /** @param recording text for the end of the line, which names a recording; or "" */
  public void log(SocketAddress peer, LimitReached limit, String recording) {
    if (limit.consequence() == Consequence.STREAM_RESET) {
      return; // the connection reports it as a diagnostic
    }
    throttle.log(others -> LOG.log(System.Logger.Level.WARNING, "{0}: {1}: {2}{3}{4}", peer,
      limit.consequence() == Consequence.HELD_BACK ? "held back" : "disconnected", limit.text(), recording, others));
  }
}
