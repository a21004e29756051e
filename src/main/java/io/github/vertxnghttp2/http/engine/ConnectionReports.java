package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.impl.limits.LimitLog;
import io.github.vertxnghttp2.impl.telemetry.ConnectionEndLog;
import io.github.vertxnghttp2.impl.telemetry.SessionCounters;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.vertx.core.net.SocketAddress;

/** Counts and logs what happens on the connections of one server, or on those of all clients. Thread-safe. */
final class ConnectionReports {
  private final SessionCounters counters = new SessionCounters();
  private final LimitLog limits = new LimitLog();
  private final ConnectionEndLog ends = new ConnectionEndLog();

  SessionCounters counters() {
    return counters;
  }

  /** @param recording text that names a recording of the connection; or "" */
  void limitReached(SocketAddress peer, LimitReached limit, String recording) {
    counters.limitReached(limit);
    limits.log(peer, limit, recording);
  }

  /** @param streams how many streams were open */
  void ended(SocketAddress peer, ConnectionEnd end, int streams) {
    counters.ended(end.cause());
    ends.log(peer, end, streams);
  }
}
