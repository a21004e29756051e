package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client's and a server's connection, wired to each other. */
class ConnectionTest {
  private ConnectionPair pair;

  @BeforeEach
  void open() {
    pair = ConnectionPair.open();
  }

  @AfterEach
  void close() {
    pair.close();
  }

  private static OutboundFields text() {
    OutboundFields fields = new OutboundFields();
    fields.put("content-type", "text/plain");
    return fields;
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text.getBytes());
  }

  private Stream serverStream(int id) {
    return pair.requests.get(id).stream;
  }

  @Test
  void both_ends_learn_the_settings_of_the_other() {
    pair.close();
    pair = ConnectionPair.open(SettingId.MAX_CONCURRENT_STREAMS.id(), 7, SettingId.INITIAL_WINDOW_SIZE.id(), 1000, 0x99,
      5);
    PeerSettings settings = pair.client.peerSettings();
    assertTrue(settings.isKnown());
    assertEquals(7, settings.maxConcurrentStreams());
    assertEquals(1000, settings.initialWindowSize());
    assertEquals(16_384, settings.maxFrameSize());
    assertEquals(1000L, settings.sent().get(SettingId.INITIAL_WINDOW_SIZE));
    assertEquals(List.of("settings {ENABLE_PUSH=0}"), pair.serverEvents.lines);
  }

  @Test
  void a_client_whose_stream_ids_are_used_up_refuses_requests_and_ends_after_the_last_response() {
    pair.client.session().setNextStreamId(Integer.MAX_VALUE);
    RecordedStream last = pair.request(ConnectionPair.GET, true);
    pair.exchange();
    RecordedStream late = pair.request(ConnectionPair.GET, true);
    assertEquals(List.of("closed REFUSED_STREAM LIBRARY"), late.lines);
    assertFalse(pair.client.isRequestAllowed());
    assertFalse(pair.clientEvents.lines.contains("idle"), pair.clientEvents.lines::toString);
    serverStream(Integer.MAX_VALUE).respond(200, text(), true);
    pair.exchange();
    assertEquals("closed NO_ERROR LIBRARY", last.lines.get(last.lines.size() - 1));
    assertEquals("idle", pair.clientEvents.lines.get(pair.clientEvents.lines.size() - 1));
    assertTrue(pair.client.end().reason().contains("used up"), pair.client.end().reason());
  }

  @Test
  void a_request_and_its_response() {
    RecordedStream request = pair.request(ConnectionPair.GET, true);
    pair.exchange();
    assertEquals("/", pair.requests.get(1).head.get(":path"));
    assertTrue(serverStream(1).isRemoteEnded());
    serverStream(1).respond(200, text(), false);
    serverStream(1).write(bytes("hello"), true, null);
    pair.exchange();
    assertEquals("hello", request.text());
    assertEquals("text/plain", request.head.get("content-type"));
    assertEquals(List.of("sent", "response 200", "end []", "closed NO_ERROR LIBRARY"), request.lines);
    assertEquals(List.of("sent", "closed NO_ERROR LIBRARY"), pair.requests.get(1).lines);
    assertEquals(0, pair.client.openStreams());
    assertEquals(0, pair.server.openStreams());
    assertEquals("idle", pair.clientEvents.lines.get(pair.clientEvents.lines.size() - 1));
  }

  @Test
  void long_bodies_and_trailers_cross_both_ways() {
    pair.handler = (stream, head) -> {
      stream.respond(200, new OutboundFields(), false);
      for (int i = 0; i < 100; i++) {
        stream.write(bytes("down".repeat(1000)), false, null);
      }
      stream.end(HeaderList.of("x-down", "1"));
    };
    RecordedStream request = pair.request(ConnectionPair.POST, false);
    for (int i = 0; i < 100; i++) {
      request.stream.write(bytes("up".repeat(1000)), false, null);
    }
    request.stream.end(HeaderList.of("x-up", "1"));
    pair.exchange();
    assertEquals("down".repeat(100_000), request.text());
    assertEquals("up".repeat(100_000), pair.requests.get(1).text());
    assertEquals(HeaderList.of("x-down", "1"), request.trailers);
    assertEquals(HeaderList.of("x-up", "1"), pair.requests.get(1).trailers);
    assertEquals(1, request.closes());
    assertEquals(1, pair.requests.get(1).closes());
  }

  @Test
  void informational_responses_come_before_the_response() {
    RecordedStream request = pair.request(ConnectionPair.GET, true);
    pair.exchange();
    serverStream(1).inform(103, new HeaderList());
    serverStream(1).respond(204, new OutboundFields(), true);
    pair.exchange();
    assertEquals(List.of("sent", "informational 103", "response 204 end", "closed NO_ERROR LIBRARY"), request.lines);
  }

  @Test
  void a_body_that_is_not_read_stops_at_the_window() {
    pair.handler = (stream, head) -> pair.requests.get(stream.id()).reading = false;
    RecordedStream request = pair.request(ConnectionPair.POST, false);
    ByteBuf body = Unpooled.directBuffer().writeZero(200_000);
    request.stream.write(body, true, null);
    pair.exchange();
    assertEquals(65_535, pair.requests.get(1).body.size());
    assertEquals(200_000 - 65_535, request.stream.queuedBytes());
    assertTrue(body.refCnt() > 0, "bytes that wait were let go of");
    pair.requests.get(1).reading = true;
    serverStream(1).consume(65_535);
    pair.exchange();
    assertEquals(200_000, pair.requests.get(1).body.size());
    assertEquals(0, request.stream.queuedBytes());
    assertEquals(0, body.refCnt());
  }

  @Test
  void an_output_that_is_not_writable_stops_the_flush_which_goes_on_later() {
    RecordedStream request = pair.request(ConnectionPair.GET, true);
    pair.exchange();
    pair.client.session().setLocalWindowSize(1, 2 << 20);
    pair.client.session().setLocalWindowSize(0, 4 << 20);
    pair.exchange();
    ByteBuf body = Unpooled.directBuffer().writeZero(2 << 20);
    serverStream(1).respond(200, new OutboundFields(), false);
    serverStream(1).write(body, true, null);
    pair.serverOutput.room = 1;
    assertTrue(pair.server.flush(pair.serverOutput), "there is more");
    int first = pair.serverOutput.size();
    assertTrue(first < 1 << 20, () -> "one turn wrote " + first + " bytes to an output with room for 1");
    pair.serverOutput.room = 1;
    assertTrue(pair.server.flush(pair.serverOutput), "there is still more");
    assertTrue(pair.serverOutput.size() > first, "the second turn wrote nothing");
    pair.serverOutput.room = Integer.MAX_VALUE;
    assertFalse(pair.server.flush(pair.serverOutput), "nothing is left");
    pair.exchange();
    assertEquals(2 << 20, request.body.size());
    assertEquals(0, body.refCnt());
  }

  @Test
  void every_listener_of_a_stream_is_notified_once_when_the_connection_closes() {
    List<RecordedStream> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(pair.request(ConnectionPair.POST, false));
    }
    pair.exchange();
    List<Boolean> told = new ArrayList<>();
    ByteBuf body = Unpooled.directBuffer().writeZero(10_000);
    all.get(2).stream.write(body, false, told::add);
    ConnectionEnd end = ConnectionEnd.goAway(ErrorCode.CONNECT_ERROR.code(), Integer.MAX_VALUE, "gone");
    pair.client.close(end);
    pair.client.close(ConnectionEnd.lost("a second time"));
    for (RecordedStream each : all) {
      assertEquals(List.of("closed CONNECT_ERROR REMOTE"), each.lines);
      assertSame(end, each.end);
      assertTrue(each.stream.isClosed());
    }
    assertEquals(List.of(false), told);
    assertEquals(0, body.refCnt());
    assertTrue(pair.client.isClosed());
    assertEquals(0, pair.client.openStreams());
    assertFalse(pair.client.isWanted());
  }

  @Test
  void closing_fails_the_requests_that_wait_too() {
    pair.close();
    pair = ConnectionPair.open(SettingId.MAX_CONCURRENT_STREAMS.id(), 0);
    RecordedStream waiting = pair.request(ConnectionPair.GET, true);
    pair.client.close(ConnectionEnd.local(ErrorCode.CANCEL, "enough"));
    assertEquals(1, waiting.closes(), waiting.lines::toString);
    assertEquals("enough", waiting.end.reason());
    assertEquals(0, pair.client.pendingRequests());
  }

  @Test
  void calls_on_a_stream_that_is_closed_do_nothing_and_release() {
    RecordedStream request = pair.request(ConnectionPair.POST, false);
    pair.exchange();
    Stream there = serverStream(1);
    request.stream.reset(ErrorCode.CANCEL.code());
    pair.exchange();
    assertEquals(List.of("closed CANCEL LOCAL"), request.lines);
    assertEquals(List.of("closed CANCEL REMOTE"), pair.requests.get(1).lines);
    List<Boolean> told = new ArrayList<>();
    ByteBuf late = bytes("late");
    there.respond(200, new OutboundFields(), false);
    there.inform(103, new HeaderList());
    there.write(late, true, told::add);
    there.end(HeaderList.of("x", "y"));
    there.consume(10);
    there.reset(ErrorCode.CANCEL.code());
    assertEquals(0, late.refCnt());
    assertEquals(List.of(false), told);
    assertFalse(pair.server.session().hasCommands(), "commands for a stream that is gone");
    assertEquals(1, pair.requests.get(1).closes());
  }

  @Test
  void bytes_after_the_end_are_dropped() {
    pair.request(ConnectionPair.GET, true);
    pair.exchange();
    List<Boolean> told = new ArrayList<>();
    ByteBuf late = bytes("late");
    serverStream(1).respond(200, new OutboundFields(), true);
    serverStream(1).write(late, false, told::add);
    assertEquals(0, late.refCnt());
    assertEquals(List.of(false), told);
  }

  @Test
  void a_goaway_lets_older_streams_finish() {
    RecordedStream first = pair.request(ConnectionPair.GET, true);
    pair.exchange();
    pair.server.goAway(ErrorCode.NO_ERROR, "restarting");
    pair.server.flush(pair.serverOutput); // on its way when the next request is made
    RecordedStream crossing = pair.request(ConnectionPair.GET, true);
    pair.toServer();
    pair.exchange();
    assertEquals("goAway 1 restarting", pair.clientEvents.lines.get(pair.clientEvents.lines.size() - 1));
    assertEquals(1, crossing.closes(), crossing.lines::toString);
    assertTrue(crossing.lines.stream().anyMatch(line -> line.startsWith("closed REFUSED_STREAM")),
      crossing.lines::toString);
    assertNotNull(crossing.end);
    serverStream(1).respond(200, new OutboundFields(), true);
    pair.exchange();
    assertEquals("closed NO_ERROR LIBRARY", first.lines.get(first.lines.size() - 1));
    assertNull(first.end);
    assertFalse(pair.client.isRequestAllowed());
  }

  @Test
  void terminate_leaves_nothing_to_do() {
    pair.request(ConnectionPair.POST, false);
    pair.exchange();
    pair.client.terminate(ErrorCode.ENHANCE_YOUR_CALM.code());
    pair.toServer();
    assertFalse(pair.client.isWanted());
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM.code(), pair.server.end().errorCode());
    assertTrue(pair.server.end().byRemote());
  }

  @Test
  void pings_are_acknowledged() {
    pair.client.ping(42);
    pair.exchange();
    assertTrue(pair.clientEvents.lines.contains("pingAck 42"), pair.clientEvents.lines::toString);
  }

  @Test
  void every_submitted_command_reports_that_a_flush_is_due() {
    int before = pair.clientEvents.dirty;
    RecordedStream request = pair.request(ConnectionPair.POST, false);
    assertTrue(pair.clientEvents.dirty > before, "request");
    before = pair.clientEvents.dirty;
    request.stream.write(bytes("x"), false, null);
    assertTrue(pair.clientEvents.dirty > before, "write");
    before = pair.clientEvents.dirty;
    request.stream.reset(ErrorCode.CANCEL.code());
    assertTrue(pair.clientEvents.dirty > before, "reset");
    before = pair.clientEvents.dirty;
    pair.client.goAway(ErrorCode.NO_ERROR, "");
    assertTrue(pair.clientEvents.dirty > before, "goAway");
  }

  @Test
  void an_upgraded_connection_begins_with_stream_1() {
    pair.close();
    pair = new ConnectionPair();
    RecordedStream first = new RecordedStream();
    first.stream = pair.client.upgrade(new byte[0], false, first);
    Stream there = pair.server.upgrade(new byte[0], ConnectionPair.GET, 0);
    RecordedStream recorded = new RecordedStream();
    there.listener(recorded);
    there.respond(200, text(), false);
    there.write(bytes("upgraded"), true, null);
    pair.exchange();
    assertEquals("upgraded", first.text());
    assertEquals(List.of("sent", "closed NO_ERROR LIBRARY"), recorded.lines);
    RecordedStream next = pair.request(ConnectionPair.GET, true);
    assertEquals(3, next.stream.id());
  }

  @Test
  void closing_returns_every_native_byte() {
    pair.close();
    long before = Nghttp2.memoryUsed();
    for (int i = 0; i < 50; i++) {
      try (ConnectionPair other = ConnectionPair.open()) {
        other.handler = (stream, head) -> stream.respond(200, text(), false);
        RecordedStream request = other.request(ConnectionPair.POST, false);
        request.stream.write(Unpooled.directBuffer().writeZero(100_000), false, null);
        other.request(ConnectionPair.GET, true);
        other.exchange();
      }
    }
    assertEquals(before, Nghttp2.memoryUsed());
  }
}
