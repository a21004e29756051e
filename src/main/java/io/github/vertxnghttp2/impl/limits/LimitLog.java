package io.github.vertxnghttp2.impl.limits;

import io.github.vertxnghttp2.impl.telemetry.RareLine;
import io.github.vertxnghttp2.limits.Limit.Consequence;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.vertx.core.net.SocketAddress;

/** Tells in the log which connections met a limit, and of what came of it. Thread-safe. */
public final class LimitLog {
  private static final System.Logger LOG = System.getLogger("io.github.vertxnghttp2.limits");

  private final RareLine line = new RareLine();

  public void tell(SocketAddress peer, LimitReached limit) {
    if (limit.consequence() == Consequence.STREAM_RESET) {
      return; // a diagnostic of the connection
    }
    line.tell(others -> LOG.log(System.Logger.Level.WARNING, "{0}: {1}: {2}{3}", peer,
      limit.consequence() == Consequence.HELD_BACK ? "held back" : "disconnected", limit.text(), others));
  }
}
