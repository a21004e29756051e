package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The end of a connection whose last bytes have not left yet. */
class FarewellTest {
  private static final int SEND_TIMEOUT = 60_000;
  private static final int GRACE = 90_000;
  private static final int LENGTH = 60_000;

  private final ServedRequests server = new ServedRequests(new Http2Options().setSendTimeout(SEND_TIMEOUT)
    .setShutdownGracePeriod(GRACE));

  @AfterEach
  void close() {
    server.close();
  }

  /** A client that sends one request and GOAWAY, and does not read. */
  private void askAndPause() {
    server.length = LENGTH;
    server.channel.allow(0);
    server.get(1);
    server.receive(RawFrame.goAway(0, ErrorCode.NO_ERROR));
    assertTrue(server.channel.waiting() > LENGTH, server.channel.waiting() + " bytes wait");
  }

  @Test
  void a_response_is_sent_when_its_bytes_have_left_and_not_before() {
    server.length = LENGTH;
    server.channel.allow(0);
    server.get(1);
    assertEquals(List.of(), server.told);
    server.channel.allow(Long.MAX_VALUE);
    assertEquals(List.of("sent 1", "closed 1"), server.told);
  }

  @Test
  void a_client_that_has_sent_goaway_may_pause_and_gets_the_whole_response() {
    askAndPause();
    server.pass(SEND_TIMEOUT - 1000);
    assertTrue(server.channel.isActive());
    assertEquals(List.of(), server.told);
    server.channel.allow(Long.MAX_VALUE);
    assertEquals(0, server.channel.waiting());
    assertEquals(List.of("sent 1", "closed 1"), server.told);
    assertTrue(server.channel.isOutputShutdown());
  }

  @Test
  void the_deadline_moves_while_the_client_takes_bytes() {
    server.length = 5 * 65_536;
    server.channel.allow(0);
    server.get(1);
    server.receive(RawFrame.goAway(0, ErrorCode.NO_ERROR));
    server.channel.allow(4 * 65_536);
    for (int i = 0; i < 3; i++) {
      server.pass(SEND_TIMEOUT - 1000);
      server.channel.allow(16_000);
      assertTrue(server.channel.isActive());
    }
    server.channel.allow(Long.MAX_VALUE);
    assertEquals(List.of("sent 1", "closed 1"), server.told);
  }

  @Test
  void a_client_that_takes_nothing_within_sendTimeout_is_cut_off_and_the_response_is_not_sent() {
    askAndPause();
    server.pass(SEND_TIMEOUT + 1);
    assertFalse(server.channel.isActive());
    assertEquals(1, server.told.size(), server.told::toString);
    assertTrue(server.told.get(0).startsWith("closed 1 "), server.told::toString);
  }

  @Test
  void bytes_after_the_last_byte_are_read_as_long_as_they_keep_coming() {
    askAndPause();
    server.channel.allow(Long.MAX_VALUE);
    server.pass(SEND_TIMEOUT - 1000);
    server.receive(RawFrame.windowUpdate(0, 1000));
    server.pass(20_000);
    assertTrue(server.channel.isActive(), "it has been heard of within sendTimeout");
    server.pass(GRACE);
    assertFalse(server.channel.isActive(), "that is over after shutdownGracePeriod");
  }

  @Test
  void a_client_that_goes_on_sending_after_the_end_is_heard_for_1_MiB() {
    askAndPause();
    server.channel.allow(Long.MAX_VALUE);
    server.channel.receive(Unpooled.directBuffer().writeZero(1 << 20));
    assertTrue(server.channel.isActive());
    server.channel.receive(Unpooled.directBuffer().writeZero(1));
    assertFalse(server.channel.isActive());
  }

  @Test
  void a_client_that_has_little_left_to_read_has_one_round_trip_to_end_its_output() {
    server.driver.close(ConnectionEnd.local(ErrorCode.NO_ERROR, "enough"));
    assertTrue(server.channel.isOutputShutdown());
    server.pass(Farewell.ROUND_TRIP - 1);
    assertTrue(server.channel.isActive());
    server.pass(2);
    assertFalse(server.channel.isActive());
  }

  @Test
  void a_client_that_violated_the_protocol_has_one_round_trip_to_read_the_last_bytes() {
    server.length = LENGTH;
    server.channel.allow(0);
    server.get(1);
    server.driver.close(ConnectionEnd.fault(ErrorCode.ENHANCE_YOUR_CALM, "too much"));
    assertEquals(List.of("closed 1 this side ended the connection with ENHANCE_YOUR_CALM: too much"), server.told);
    server.pass(Farewell.ROUND_TRIP + 1);
    assertFalse(server.channel.isActive());
  }

  @Test
  void a_connection_that_is_cut_off_has_one_round_trip_for_the_last_bytes() {
    askAndPause();
    server.driver.cutOff(ConnectionEnd.local(ErrorCode.NO_ERROR, "requests in flight"));
    assertEquals(List.of("closed 1 this side closed the connection with NO_ERROR: requests in flight"), server.told);
    server.pass(Farewell.ROUND_TRIP + 1);
    assertFalse(server.channel.isActive());
  }
}
