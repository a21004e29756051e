package io.github.vertxnghttp2.impl.telemetry;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.testing.LogLines;
import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConnectionEndLogTest {
  private static final String LOGGER = "io.github.vertxnghttp2.connections";
  private static final SocketAddress PEER = SocketAddress.inetSocketAddress(1234, "127.0.0.1");
  private static final ConnectionEnd FAULT = ConnectionEnd.fault(ErrorCode.PROTOCOL_ERROR, "a rule was broken");
  private static final ConnectionEnd LOST = ConnectionEnd.lost("Connection reset");

  private static List<String> lines(Level level, ConnectionEnd end, int streams) {
    try (LogLines log = LogLines.of(LOGGER)) {
      Logger.getLogger(LOGGER).setLevel(level);
      new ConnectionEndLog().log(PEER, end, streams);
      return log.lines();
    }
  }

  @Test
  void connections_that_break_with_open_streams_or_are_broken_off_are_told_at_DEBUG() {
    assertEquals(List.of("127.0.0.1:1234: the connection was lost: Connection reset (open streams: 1200)"),
      lines(Level.FINE, LOST, 1200));
    assertEquals(List.of("127.0.0.1:1234: this side ended the connection with PROTOCOL_ERROR: a rule was broken"),
      lines(Level.FINE, FAULT, 0));
    assertEquals(List.of(), lines(Level.INFO, FAULT, 0));
  }

  @Test
  void other_ends_are_told_at_TRACE() {
    for (ConnectionEnd end : List.of(LOST, ConnectionEnd.goAway(0, 1, "bye"), ConnectionEnd.local(ErrorCode.NO_ERROR,
      "bye"))) {
      assertEquals(List.of(), lines(Level.FINE, end, 0));
      assertEquals(List.of("127.0.0.1:1234: " + end), lines(Level.FINER, end, 0));
    }
  }

  @Test
  void what_a_peer_said_in_its_GOAWAY_stays_in_one_line() {
    List<String> lines = lines(Level.FINER, ConnectionEnd.goAway(0, 1, "bye\n127.0.0.1:5: forged"), 0);
    assertEquals(List.of("127.0.0.1:1234: the peer sent GOAWAY with NO_ERROR: bye\\x0a127.0.0.1:5: forged"), lines);
  }

  @Test
  void many_lost_connections_are_logged_once_a_second() {
    try (LogLines log = LogLines.of(LOGGER)) {
      ConnectionEndLog ends = new ConnectionEndLog();
      long begin = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        ends.log(PEER, FAULT, 0);
      }
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
      assertTrue(log.lines().size() <= seconds + 2, () -> "in " + seconds + " s: " + log);
    }
  }
}
