package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Connections that are lost, and listeners that throw. */
class DriverEndsTest {
  private static final int SHORT = 100;
  private static final int SERVED_MAX = 1100;

  private final ServedRequests server = new ServedRequests(new Http2Options());

  @AfterEach
  void close() {
    try {
      server.close();
    } catch (IllegalStateException e) {
      assertTrue(e.getMessage().startsWith("broken"), e.getMessage());
    }
  }

  @Test
  void responses_that_wait_for_the_socket_keep_few_streams_open() {
    server.channel.allow(0);
    for (int i = 0; i < 100; i++) {
      RawFrame[] frames = new RawFrame[50];
      for (int j = 0; j < frames.length; j++) {
        frames[j] = RawFrame.headers(100 * i + 2 * j + 1, true, HpackBlock.get("/"));
      }
      server.receive(frames);
    }
    int open = server.connection.openStreams();
    assertTrue(open < SERVED_MAX, open + " streams");
    server.channel.allow(Long.MAX_VALUE);
    assertEquals(5000, server.told.stream().filter(line -> line.startsWith("closed")).count());
  }

  @Test
  void a_farewell_that_the_network_ends_is_reported_as_lost() {
    server.length = SHORT;
    server.channel.allow(0);
    server.get(1);
    server.connection.goAway(ErrorCode.NO_ERROR, "enough");
    server.driver.close(ConnectionEnd.local(ErrorCode.NO_ERROR, "enough"));
    server.channel.unsafe().close(server.channel.voidPromise()); // as a failed write does
    server.channel.runPendingTasks();
    assertEquals(1, server.ends.size());
    assertTrue(server.ends.get(0).startsWith("the connection was lost"), server.ends::toString);
    assertTrue(server.told.get(0).startsWith("closed 1 the connection was lost"), server.told::toString);
  }

  @Test
  void a_stream_listener_that_throws_when_its_last_byte_has_left_ends_the_connection_and_all_streams_are_notified() {
    server.length = SHORT;
    server.channel.allow(0);
    server.broken = "sent 1";
    server.receive(RawFrame.headers(1, true, HpackBlock.get("/")), RawFrame.headers(3, true, HpackBlock.get("/")));
    server.channel.allow(Long.MAX_VALUE);
    assertTrue(server.told.stream().anyMatch(line -> line.startsWith("closed 3")), server.told::toString);
    assertFalse(server.channel.isOpen());
  }

  @Test
  void a_stream_listener_that_throws_when_the_connection_ends_does_not_keep_the_socket_open() {
    server.length = SHORT;
    server.broken = "closed 1";
    server.channel.allow(0);
    server.get(1);
    server.connection.goAway(ErrorCode.NO_ERROR, "enough");
    try {
      server.driver.cutOff(ConnectionEnd.local(ErrorCode.NO_ERROR, "enough"));
    } catch (IllegalStateException e) {
      assertEquals("broken when closed 1", e.getMessage());
    }
    server.pass(Farewell.ROUND_TRIP + 1);
    server.pass(Farewell.ROUND_TRIP + 1);
    assertFalse(server.channel.isOpen());
    assertEquals(1, server.ends.size());
  }

  @Test
  void a_stream_listener_that_throws_after_a_farewell_does_not_keep_the_socket_open() {
    server.length = SHORT;
    server.broken = "closed 1";
    server.channel.allow(0);
    server.get(1);
    server.connection.goAway(ErrorCode.NO_ERROR, "enough");
    server.driver.close(ConnectionEnd.local(ErrorCode.NO_ERROR, "enough"));
    server.channel.allow(Long.MAX_VALUE);
    for (int i = 0; i < 40 && server.channel.isOpen(); i++) {
      server.pass(Farewell.ROUND_TRIP + 1);
    }
    assertFalse(server.channel.isOpen());
    assertEquals(List.of("sent 1"), server.told.subList(0, 1));
  }
}
