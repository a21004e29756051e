package io.github.vertxnghttp2.testing;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FramePeerTest {
  private FramePeer client;
  private FramePeer server;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocket listening = FramePeer.listen()) {
      client = FramePeer.connect(listening.getLocalPort());
      server = FramePeer.accept(listening);
    }
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static <T> T meanwhile(Runnable other, Supplier<T> here) throws Exception {
    CompletableFuture<Void> there = CompletableFuture.runAsync(other);
    T result = here.get();
    there.get(10, TimeUnit.SECONDS);
    return result;
  }

  private void handshake() throws Exception {
    meanwhile(() -> server.handshake(), () -> client.handshake());
  }

  private static void failsWith(String part, Executable script) {
    String message = assertThrows(AssertionError.class, script).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void a_handshake_tells_each_side_the_settings_of_the_other() throws Exception {
    RawFrame settings = meanwhile(() -> server.handshake(SettingId.MAX_CONCURRENT_STREAMS.id(), 7),
      () -> client.handshake());
    assertEquals(7, settings.setting(SettingId.MAX_CONCURRENT_STREAMS, -1));
    assertEquals(-1, settings.setting(SettingId.MAX_FRAME_SIZE, -1));
  }

  @Test
  void a_frame_that_comes_during_the_handshake_is_read_afterwards() throws Exception {
    meanwhile(() -> {
      server.readPreface().send(RawFrame.settings(), RawFrame.settingsAck());
      server.expect(FrameType.SETTINGS, 0);
      server.expectSettingsAck();
    }, () -> {
      client.sendPreface().send(RawFrame.settings(), RawFrame.settingsAck(), RawFrame.headers(1, true,
        HpackBlock.get("/early")));
      return null;
    });
    assertEquals("/early", server.request(1).path());
    client.acknowledging(false);
    client.expect(FrameType.SETTINGS, 0);
    client.expectSettingsAck();
  }

  @Test
  void a_whole_exchange_with_interim_response_body_and_trailers() throws Exception {
    handshake();
    client.sendHeaders(1, false, ":method", "POST", ":scheme", "http", ":path", "/up", ":authority", "localhost");
    client.send(RawFrame.data(1, "he", false), RawFrame.paddedData(1, new byte[] {'l', 'l', 'o'}, 20, true));
    Message request = server.request(1);
    assertEquals("POST", request.method());
    assertEquals("hello", request.text());
    server.sendHeaders(1, false, ":status", "103", "link", "</a>");
    server.sendHeaders(1, false, ":status", "200", "x", "y");
    server.send(RawFrame.data(1, "world", false));
    server.sendHeaders(1, true, "sum", "5");
    Message response = client.response(1);
    assertEquals(200, response.status());
    assertEquals("</a>", response.interim().get(0).get("link"));
    assertEquals("world", response.text());
    assertEquals(HeaderList.of("sum", "5"), response.trailers());
  }

  @Test
  void frames_of_other_streams_wait_their_turn() throws Exception {
    handshake();
    server.send(
      RawFrame.headers(3, false, HpackBlock.status(203)),
      RawFrame.headers(1, false, HpackBlock.status(201)),
      RawFrame.data(3, "three", true),
      RawFrame.rst(5, ErrorCode.REFUSED_STREAM),
      RawFrame.data(1, "one", true));
    assertEquals("one", client.response(1).text());
    client.expectRst(5, ErrorCode.REFUSED_STREAM);
    assertEquals("three", client.response(3).text());
  }

  @Test
  void collecting_a_message_gives_credit() throws Exception {
    handshake();
    server.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "abc", false),
      RawFrame.data(1, "de", true));
    assertEquals("abcde", client.response(1).text());
    server.skipping();
    assertEquals(3, server.expect(FrameType.WINDOW_UPDATE, 0).increment());
    assertEquals(3, server.expect(FrameType.WINDOW_UPDATE, 1).increment());
    assertEquals(2, server.expect(FrameType.WINDOW_UPDATE, 0).increment());
  }

  @Test
  void data_that_was_left_in_the_queue_is_credited_once_and_only_when_a_message_is_collected() throws Exception {
    handshake();
    server.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "abc", false),
      RawFrame.rst(3, ErrorCode.CANCEL));
    client.expectRst(3, ErrorCode.CANCEL);
    client.send(RawFrame.rst(5, ErrorCode.CANCEL));
    server.skipping().expect(FrameType.RST_STREAM, 5);
    server.send(RawFrame.data(1, "", true));
    assertEquals("abc", client.response(1).text());
    client.send(RawFrame.rst(5, ErrorCode.CANCEL));
    assertEquals(3, server.expect(FrameType.WINDOW_UPDATE, 0).increment());
    assertEquals(3, server.expect(FrameType.WINDOW_UPDATE, 1).increment());
    server.expect(FrameType.RST_STREAM, 5);
  }

  @Test
  void field_blocks_may_be_spread_over_continuations() throws Exception {
    handshake();
    byte[] block = HpackBlock.get("/long");
    client.send(
      RawFrame.headers(1, true, Arrays.copyOf(block, 5)).without(Flag.END_HEADERS),
      RawFrame.continuation(1, false, Arrays.copyOfRange(block, 5, 9)),
      RawFrame.continuation(1, true, Arrays.copyOfRange(block, 9, block.length)),
      RawFrame.headers(3, true, HpackBlock.get("/next")));
    assertEquals("/long", server.expectHeaders(1).get(":path"));
    assertEquals("/next", server.expectHeaders(3).get(":path"));
  }

  @Test
  void malformed_fields_cross_unchanged_and_in_order() throws Exception {
    handshake();
    HeaderList malformed = HeaderList.of("X-Upper", "\u00ff\r\n", ":late", "", "", "empty name", ":path", "a b");
    client.send(RawFrame.headers(1, true, HpackBlock.of(malformed)));
    assertEquals(malformed, server.expectHeaders(1));
  }

  @Test
  void compression_stays_in_step_over_frames_that_nobody_looks_at() throws Exception {
    handshake();
    for (int stream = 1; stream <= 5; stream += 2) {
      client.sendHeaders(stream, true, ":method", "GET", "token", "same every time");
    }
    client.send(RawFrame.goAway(0, ErrorCode.NO_ERROR));
    server.readUntil(FrameType.GOAWAY);
    client.sendHeaders(7, true, ":method", "GET", "token", "same every time");
    RawFrame frame = server.expect(FrameType.HEADERS, 7);
    assertTrue(frame.length() < 5, frame.toString());
    assertEquals("same every time", server.headers(frame).get("token"));
  }

  @Test
  void a_smaller_header_table_takes_effect_with_its_acknowledgement() throws Exception {
    meanwhile(() -> server.handshake(SettingId.HEADER_TABLE_SIZE.id(), 0), () -> client.handshake());
    client.sendHeaders(1, true, ":method", "GET", "a", "b");
    client.sendHeaders(3, true, ":method", "GET", "a", "b");
    assertEquals(server.expectHeaders(1), server.expectHeaders(3));
  }

  @Test
  void skipped_pings_and_settings_are_acknowledged() throws Exception {
    handshake();
    client.send(RawFrame.ping(42), RawFrame.settings(SettingId.ENABLE_PUSH, 0), RawFrame.rst(1, 0x1f));
    assertEquals(0x1f, server.expectRst(1, 0x1f).errorCode());
    client.expectPingAck(42);
    client.expectSettingsAck();
  }

  @Test
  void an_acknowledgement_needs_settings_that_may_have_gone_out_as_bytes() throws Exception {
    handshake();
    server.send(RawFrame.settingsAck());
    failsWith("for SETTINGS that were not sent", client::read);
    client.sendBytes(RawFrame.settings().bytes());
    server.expect(FrameType.SETTINGS, 0);
    server.send(RawFrame.settingsAck());
    client.expectSettingsAck();
  }

  @Test
  void silence_is_proved_by_a_ping() throws Exception {
    handshake();
    meanwhile(() -> server.readUntil(FrameType.RST_STREAM), () -> {
      client.expectSilence();
      client.send(RawFrame.rst(1, ErrorCode.CANCEL));
      return null;
    });
    server.send(RawFrame.data(1, "noise", true));
    meanwhile(() -> server.readUntil(FrameType.RST_STREAM), () -> {
      failsWith("got DATA stream=1 END_STREAM length=5", client::expectSilence);
      client.send(RawFrame.rst(1, ErrorCode.CANCEL));
      return null;
    });
  }

  @Test
  void a_round_trip_keeps_what_came_before_it() throws Exception {
    handshake();
    server.send(RawFrame.data(1, "kept", true));
    meanwhile(() -> server.readUntil(FrameType.RST_STREAM), () ->
      client.roundTrip().send(RawFrame.rst(1, ErrorCode.CANCEL)));
    assertEquals("kept", client.expect(FrameType.DATA, 1).text());
  }

  @Test
  void goaway_and_the_end_of_the_connection_are_told_apart() throws Exception {
    handshake();
    server.send(RawFrame.data(1, "", false), RawFrame.goAway(3, 0xff, "enough"));
    server.close();
    RawFrame frame = client.expectGoAway(0xff);
    assertEquals(3, frame.lastStreamId());
    assertEquals("enough", frame.debugText());
    client.expect(FrameType.DATA, 1);
    client.expectClosed();
    failsWith("closed the connection, waiting for GOAWAY", () -> client.expectGoAway(ErrorCode.NO_ERROR));
  }

  @Test
  void a_reset_connection_counts_as_closed() throws Exception {
    handshake();
    server.reset();
    client.expectClosed();
    // The first write after a reset may still succeed, the second cannot.
    client.trySend(RawFrame.ping(1));
    assertFalse(client.trySend(RawFrame.ping(2)));
  }

  @Test
  void half_a_connection_can_be_closed() throws Exception {
    handshake();
    client.shutdownOutput();
    server.expectClosed();
    server.send(RawFrame.data(1, "still here", true));
    assertEquals("still here", client.expect(FrameType.DATA, 1).text());
  }

  @Test
  void failures_list_the_frames_of_both_directions() throws Exception {
    handshake();
    server.send(RawFrame.rst(1, ErrorCode.CANCEL));
    failsWith("expected HEADERS on stream 1, got RST_STREAM stream=1 length=4 CANCEL",
      () -> client.expect(FrameType.HEADERS, 1));
    server.send(RawFrame.rst(1, ErrorCode.CANCEL));
    failsWith("-> SETTINGS stream=0 length=0\n", () -> client.expectRst(1, ErrorCode.PROTOCOL_ERROR));
    server.send(RawFrame.goAway(0, 1, "why"));
    failsWith("got GOAWAY stream=0 length=11 last=0 PROTOCOL_ERROR \"why\"",
      () -> client.expectRst(1, ErrorCode.PROTOCOL_ERROR));
    server.send(RawFrame.rst(1, ErrorCode.CANCEL));
    failsWith("waiting for the response on stream 1, got RST_STREAM", () -> client.response(1));
  }

  @Test
  void waiting_ends_in_time_whichever_way_it_waits() throws Exception {
    handshake();
    client.timeout(Duration.ofMillis(50));
    failsWith("gave up after PT0.05S waiting for a frame", client::read);
    server.sendBytes(RawFrame.ping(1).bytesWithLength(500));
    failsWith("gave up", client::read);
    failsWith("the peer did not read", () -> client.send(RawFrame.data(1, new byte[50_000_000], false)));
    failsWith("this side has closed", client::read);
  }

  @Test
  void fields_that_break_the_compression_are_reported() throws Exception {
    handshake();
    server.send(RawFrame.headers(1, true, HpackBlock.concat(HpackBlock.status(200), HpackBlock.indexed(99))));
    failsWith("before the fault it held [:status: 200]", client::read);
  }

  @Test
  void a_frame_may_claim_any_length() {
    RawFrame frame = RawFrame.windowUpdate(0x8000_0001, 0xffff_ffffL);
    assertArrayEquals(new byte[] {0, 0, 4, 8, 0, (byte) 0x80, 0, 0, 1, -1, -1, -1, -1}, frame.bytes());
    assertArrayEquals(new byte[] {1, 0, 5, 8, 0, (byte) 0x80, 0, 0, 1, -1, -1, -1, -1},
      frame.bytesWithLength(0x10005));
  }

  @Test
  void frames_lie_on_the_wire_as_the_specifications_say() {
    assertArrayEquals(new byte[] {(byte) 0x80, 0, 0, 3, (byte) 255}, RawFrame.priority(1, 3, 256, true).payload());
    assertArrayEquals(new byte[] {0, 4, 0, 1, 0, 0},
      RawFrame.settings(SettingId.INITIAL_WINDOW_SIZE, 65_536).payload());
    assertArrayEquals(new byte[] {0, 1, 'a', 'h'}, RawFrame.altSvc(0, "a", "h").payload());
    assertArrayEquals(new byte[] {0, 1, 'a', 0, 2, 'b', 'c'}, RawFrame.origin("a", "bc").payload());
    assertArrayEquals(new byte[] {0, 0, 0, 7, 'u', '=', '1'}, RawFrame.priorityUpdate(7, "u=1").payload());
    assertArrayEquals(new byte[] {9}, RawFrame.headers(1, true, new byte[] {9}, 3, 16, false).content());
    assertArrayEquals(new byte[] {9}, RawFrame.paddedHeaders(1, true, new byte[] {9}, 3).content());
    assertArrayEquals(new byte[] {9}, RawFrame.pushPromise(1, 2, new byte[] {9}).content());
    assertEquals(1, RawFrame.settingsAck().flags());
    assertEquals("0xbe stream=3 0x5 length=2", RawFrame.unknown(0xbe, 5, 3, new byte[2]).toString());
  }

  @Test
  void indexed_literals_and_long_strings_are_decoded() {
    HpackDecoder decoder = new HpackDecoder();
    String value = "v".repeat(20_000);
    byte[] block = HpackBlock.concat(HpackBlock.sizeUpdate(4096), HpackBlock.indexing("n", "w"),
      HpackBlock.indexed(62), HpackBlock.indexed(2), HpackBlock.of("long", value));
    assertEquals(HeaderList.of("n", "w", "n", "w", ":method", "GET", "long", value), decoder.decode(block));
    assertEquals(0x10, HpackBlock.of(new HeaderList().add("a", "b", true))[0]);
  }
}
