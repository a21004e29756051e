package io.github.vertxnghttp2.impl.limits;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.impl.transport.ServedRequests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ServerConnectionTimeoutsTest {
  private static final int IDLE_TIMEOUT = 4000;

  private final ServedRequests server = new ServedRequests(new Http2Options());
  private final List<String> retired = new ArrayList<>();
  private final ServerConnectionTimeouts timeouts = new ServerConnectionTimeouts(server.connection, server.driver,
    (ServerOptions) new ServerOptions().setIdleTimeout(IDLE_TIMEOUT).setIdleTimeoutUnit(TimeUnit.MILLISECONDS),
    new TotalUnreadBytes(0), limit -> { }, retired::add);

  @AfterEach
  void close() {
    timeouts.end();
    server.close();
  }

  @Test
  void a_connection_whose_requests_begin_and_end_between_two_checks_is_not_idle() {
    timeouts.begin(server.channel.eventLoop());
    long now = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      now += TimeUnit.MILLISECONDS.toNanos(IDLE_TIMEOUT / 4);
      server.get(2 * i + 1);
      assertEquals(0, server.connection.openStreams());
      timeouts.check(now);
    }
    assertEquals(List.of(), retired);
    timeouts.check(now + TimeUnit.MILLISECONDS.toNanos(IDLE_TIMEOUT + 1));
    assertEquals(1, retired.size());
    assertTrue(retired.get(0).contains("idleTimeout = " + IDLE_TIMEOUT), retired.get(0));
  }
}
