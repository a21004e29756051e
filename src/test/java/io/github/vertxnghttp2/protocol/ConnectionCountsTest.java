package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The counts of a connection (stalls, resets, GOAWAYs), and of its streams (bytes). */
class ConnectionCountsTest {
  private static final int WINDOW = 65_535;

  private final ConnectionPair pair = ConnectionPair.open();

  @AfterEach
  void close() {
    pair.close();
  }

  private static ByteBuf bytes(int length) {
    return Unpooled.directBuffer(length).writeZero(length);
  }

  /** A stream at the server, whose response has begun and whose body goes on. */
  private Stream responded() {
    RecordedStream recorded = pair.request(ConnectionPair.GET, true);
    recorded.reading = false;
    pair.exchange();
    Stream there = pair.requests.get(recorded.stream.id()).stream;
    there.respond(200, new OutboundFields(), false);
    return there;
  }

  @Test
  void a_body_that_fits_into_its_window_does_not_stall() {
    Stream there = responded();
    there.write(bytes(WINDOW), true, null);
    pair.exchange();
    assertEquals(0, pair.serverEvents.stalls);
    assertEquals(WINDOW, there.bytesSent());
  }

  @Test
  void a_body_stalls_once_until_bytes_of_it_leave_again() {
    Stream there = responded();
    there.write(bytes(WINDOW + 10), false, null);
    pair.exchange();
    assertEquals(1, pair.serverEvents.stalls);
    there.write(bytes(10), false, null);
    pair.exchange();
    assertEquals(1, pair.serverEvents.stalls, "it waited already");
    assertEquals(WINDOW, there.bytesSent());
    pair.client.session().consume(1, WINDOW);
    pair.exchange();
    assertEquals(1, pair.serverEvents.stalls);
    assertEquals(WINDOW + 20, there.bytesSent());
    there.write(bytes(WINDOW), false, null);
    pair.exchange();
    assertEquals(2, pair.serverEvents.stalls);
  }

  @Test
  void bodies_of_several_streams_wait_for_the_connection_s_window() {
    Stream first = responded();
    Stream second = responded();
    first.write(bytes(40_000), true, null);
    second.write(bytes(40_000), true, null);
    pair.exchange();
    assertTrue(pair.serverEvents.stalls >= 1, "each fits into its own, both together do not into the connection's");
    assertEquals(80_000, first.bytesSent() + second.bytesSent());
  }

  @Test
  void a_stream_that_ended_while_it_waited_is_forgotten() {
    Stream there = responded();
    there.write(bytes(WINDOW + 10), false, null);
    there.reset(ErrorCode.CANCEL.code());
    pair.exchange();
    assertEquals(0, pair.serverEvents.stalls);
  }

  @Test
  void resets_are_reported_with_their_code_and_by_whom_on_both_sides() {
    responded().reset(ErrorCode.CANCEL.code());
    pair.exchange();
    assertEquals(List.of("CANCEL LOCAL"), pair.serverEvents.resets);
    assertEquals(List.of("CANCEL REMOTE"), pair.clientEvents.resets);
  }

  @Test
  void a_stream_that_ends_well_or_with_its_connection_is_not_reset() {
    responded().write(bytes(10), true, null);
    pair.exchange();
    responded();
    pair.client.close(ConnectionEnd.lost("the test is over"));
    pair.server.close(ConnectionEnd.lost("the test is over"));
    assertEquals(List.of(), pair.serverEvents.resets);
    assertEquals(List.of(), pair.clientEvents.resets);
  }

  @Test
  void an_upload_that_is_stopped_with_no_error_is_a_reset() {
    RecordedStream recorded = pair.request(ConnectionPair.POST, false);
    pair.exchange();
    Stream there = pair.requests.get(recorded.stream.id()).stream;
    there.respond(413, new OutboundFields(), true);
    there.reset(ErrorCode.NO_ERROR.code());
    pair.exchange();
    assertEquals(List.of("NO_ERROR REMOTE"), pair.clientEvents.resets);
    assertEquals(List.of("NO_ERROR LOCAL"), pair.serverEvents.resets);
  }

  @Test
  void goaways_are_reported_when_they_are_written() {
    pair.server.goAway(ErrorCode.NO_ERROR, "bye");
    assertEquals(List.of(), pair.serverEvents.goAwaysSent);
    pair.exchange();
    assertEquals(List.of(0L), pair.serverEvents.goAwaysSent);
    assertEquals(List.of(), pair.clientEvents.goAwaysSent);
  }

  @Test
  void goaways_of_the_library_are_reported_like_submitted_ones() {
    ByteBuf priorityOfStream0 = Unpooled.directBuffer().writeBytes(new byte[] {0, 0, 5, 2, 0, 0, 0, 0, 0, 0, 0, 0, 3,
      1});
    pair.server.receive(priorityOfStream0);
    priorityOfStream0.release();
    pair.exchange();
    assertEquals(List.of((long) ErrorCode.PROTOCOL_ERROR.code()), pair.serverEvents.goAwaysSent);
  }

  @Test
  void small_bodies_are_counted_as_sent_and_what_came_as_received() {
    RecordedStream recorded = pair.request(ConnectionPair.POST, false);
    recorded.stream.write(bytes(100), true, null);
    pair.exchange();
    assertEquals(100, recorded.stream.bytesSent());
    assertEquals(100, pair.requests.get(1).stream.bytesReceived());
  }
}
