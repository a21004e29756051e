package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Windows, the shape of frames, settings and ends of a connection. */
class SessionConnectionTest extends OpenSessions {
  /** The heads of the frames in some bytes: type, flags, length. */
  private static List<String> frames(ByteBuf wire) {
    List<String> heads = new ArrayList<>();
    for (int at = 0; at < wire.readableBytes(); at += 9 + wire.getUnsignedMedium(at)) {
      heads.add(wire.getByte(at + 3) + " " + wire.getByte(at + 4) + " " + wire.getUnsignedMedium(at));
    }
    return heads;
  }

  // --- windows ---

  @Test
  void the_window_of_a_stream_is_not_that_of_the_connection() {
    int id = pair.client.session.submitRequest(POST, false);
    pair.client.push(id, new byte[10_000], false);
    pair.exchange();
    Session server = pair.server.session;
    assertEquals(55_535, server.state().localWindowSize(id));
    assertEquals(65_535, server.state().effectiveLocalWindowSize(id));
    assertEquals(10_000, server.state().effectiveRecvDataLength(id));
    server.setLocalWindowSize(0, 1_000_000);
    pair.exchange();
    assertEquals(1_000_000, server.state().effectiveLocalWindowSize(0));
    assertEquals(65_535, server.state().effectiveLocalWindowSize(id));
    assertTrue(pair.client.session.state().remoteWindowSize(0) > 900_000);
    assertEquals(55_535, pair.client.session.state().remoteWindowSize(id));
    server.submitWindowUpdate(id, 5_000);
    pair.exchange();
    assertEquals(60_535, pair.client.session.state().remoteWindowSize(id));
    assertEquals(-1, server.state().effectiveLocalWindowSize(99));
  }

  @Test
  void a_larger_window_credits_what_was_consumed_if_that_is_asked_for() {
    int id = pair.client.session.submitRequest(POST, false);
    pair.client.push(id, new byte[10_000], false);
    pair.exchange();
    Session server = pair.server.session;
    server.consume(id, 4_000);
    server.setLocalWindowSize(id, 70_000);
    server.setLocalWindowSize(0, 80_000);
    pair.exchange();
    assertEquals(60_000, pair.client.session.state().remoteWindowSize(id));
    assertEquals(70_000, pair.client.session.state().remoteWindowSize(0));
    server.setLocalWindowSizeAndCredit(id, 100_000);
    server.setLocalWindowSizeAndCredit(0, 100_000);
    pair.exchange();
    assertEquals(94_000, pair.client.session.state().remoteWindowSize(id));
    assertEquals(100_000, pair.client.session.state().remoteWindowSize(0));
    assertEquals(100_000, server.state().effectiveLocalWindowSize(id));
    assertEquals(100_000, server.state().effectiveLocalWindowSize(0));
    server.setLocalWindowSizeAndCredit(99, 100_000);
    server.consume(id, 6_000);
    pair.exchange();
    assertEquals(94_000, pair.client.session.state().remoteWindowSize(id));
    server.setLocalWindowSizeAndCredit(id, 100_000);
    pair.exchange();
    assertEquals(100_000, pair.client.session.state().remoteWindowSize(id));
  }

  @Test
  void a_smaller_window_of_the_connection_renews_no_credit_of_bytes_that_are_unread() {
    open(new SessionOptions().setPaddingMultiple(256), new SessionOptions().setMaxUnread(50_000),
      SettingId.INITIAL_WINDOW_SIZE.id(), 10_000_000);
    Session server = pair.server.session;
    server.setLocalWindowSize(0, 400_000);
    pair.exchange();
    server.setLocalWindowSize(0, 100_000);
    int id = pair.client.session.submitRequest(POST, false);
    for (int i = 0; i < 40; i++) {
      pair.client.push(id, new byte[10_000], false);
      pair.exchange();
      server.consume(id, 10_000);
    }
    for (int i = 0; i < 40; i++) {
      pair.client.push(id, new byte[10_000], false);
      pair.exchange();
    }
    int sent = 10_000_000 - pair.client.session.state().remoteWindowSize(id);
    int padding = 256 * 80;
    assertTrue(sent >= 400_000 + 50_000, sent + " bytes");
    assertTrue(sent <= 400_000 + 50_000 + 100_000 + padding, sent + " bytes");
    server.consume(id, sent - 400_000);
    pair.exchange();
    assertTrue(10_000_000 - pair.client.session.state().remoteWindowSize(id) > sent, "the window opens again");
  }

  @Test
  void by_hand_nothing_is_credited_until_it_is_consumed() {
    open(new SessionOptions(), new SessionOptions().setFlowControl(FlowControl.BY_HAND));
    int id = pair.client.session.submitRequest(POST, false);
    pair.client.push(id, new byte[200_000], true);
    pair.exchange();
    assertEquals(65_535, pair.server.events.body(id).length);
    assertEquals(0, pair.client.session.state().remoteWindowSize(0));
    pair.server.session.consumeStream(id, 65_535);
    pair.exchange();
    assertEquals(65_535, pair.client.session.state().remoteWindowSize(id));
    assertEquals(0, pair.client.session.state().remoteWindowSize(0));
    pair.server.session.consumeConnection(65_535);
    pair.exchange();
    assertEquals(131_070, pair.server.events.body(id).length);
    pair.server.session.consume(id, 65_535);
    pair.exchange();
    assertEquals(196_605, pair.server.events.body(id).length);
  }

  @Test
  void by_hand_what_was_read_of_a_stream_that_is_closed_still_credits_the_connection() {
    open(new SessionOptions(), new SessionOptions().setFlowControl(FlowControl.BY_HAND));
    int id = pair.client.session.submitRequest(POST, false);
    pair.client.push(id, new byte[65_535], false);
    pair.exchange();
    pair.client.session.submitRstStream(id, 8);
    pair.exchange();
    pair.server.session.consume(id, 65_535);
    pair.exchange();
    assertEquals(65_535, pair.client.session.state().remoteWindowSize(0));
  }

  @Test
  void in_automatic_mode_the_library_credits_and_consume_is_refused() {
    open(new SessionOptions(), new SessionOptions().setFlowControl(FlowControl.AUTOMATIC));
    int id = pair.client.session.submitRequest(POST, false);
    pair.client.push(id, new byte[1_000_000], true);
    pair.exchange();
    assertEquals(1_000_000, pair.server.events.body(id).length);
    pair.server.events.takeLines();
    pair.server.session.consume(id, 1);
    pair.exchange();
    assertEquals(List.of("submitFailed 1 -519"), pair.server.events.takeLines());
  }

  // --- frames that go out ---

  @ParameterizedTest
  @ValueSource(ints = {2, 64, 100, 256})
  void padding_makes_payloads_a_multiple_and_the_body_is_as_it_was(int multiple) {
    open(new SessionOptions().setPaddingMultiple(multiple), new SessionOptions().setFlowControl(FlowControl.AUTOMATIC));
    Random random = new Random(multiple);
    for (int i = 0; i < 40; i++) {
      byte[] body = new byte[random.nextInt(i < 20 ? 600 : 40_000) + 1];
      random.nextBytes(body);
      int id = pair.client.session.submitRequest(POST, false);
      if (i % 2 == 0) {
        pair.client.push(id, body, true);
      } else {
        pair.client.session.submitData(id, Unpooled.wrappedBuffer(body), true);
      }
      ByteBuf wire = pair.client.flush();
      for (int at = 0; at < wire.readableBytes(); at += 9 + wire.getUnsignedMedium(at)) {
        int length = wire.getUnsignedMedium(at);
        assertTrue(wire.getByte(at + 3) > 1 || length % multiple == 0 || length == 16_384, () ->
          frames(wire).toString());
      }
      pair.server.session.receive(wire, pair.server.events);
      wire.release();
      pair.exchange();
      assertArrayEquals(body, pair.server.events.body(id));
    }
  }

  @Test
  void data_frames_are_as_long_as_the_option_says_and_the_peer_allows() {
    open(new SessionOptions().setMaxDataLength(1000), new SessionOptions().setMaxDataLength(1 << 20));
    int id = pair.client.session.submitRequest(POST, false);
    pair.client.push(id, new byte[2500], true);
    ByteBuf wire = pair.client.flush();
    assertEquals(List.of("0 0 1000", "0 0 1000", "0 1 500"), frames(wire).subList(1, 4));
    pair.server.session.receive(wire, pair.server.events);
    wire.release();
    pair.client.session.submitSettings(SettingId.MAX_FRAME_SIZE.id(), 40_000, SettingId.INITIAL_WINDOW_SIZE.id(),
      1 << 20);
    pair.exchange();
    pair.server.session.submitResponse(id, 200, TEXT, false);
    pair.server.push(id, new byte[50_000], false);
    wire = pair.server.flush();
    assertEquals(List.of("0 0 40000", "0 0 10000"), frames(wire).subList(1, 3));
    pair.client.session.receive(wire, pair.client.events);
    wire.release();
    assertEquals(50_000, pair.client.events.body(id).length);
  }

  @Test
  void long_data_frames_leave_room_for_bytes_that_go_out_with_the_frames() {
    open(new SessionOptions(), new SessionOptions().setMaxDataLength(1 << 20));
    pair.client.session.submitSettings(SettingId.MAX_FRAME_SIZE.id(), 1 << 20, SettingId.INITIAL_WINDOW_SIZE.id(),
      1 << 20);
    pair.client.session.setLocalWindowSize(0, 1 << 20);
    int id = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    byte[] body = new byte[100_000];
    new Random(1).nextBytes(body);
    pair.server.session.submitResponse(id, 200, TEXT, false);
    pair.server.session.submitData(id, Unpooled.wrappedBuffer(body), true);
    pair.exchange();
    assertArrayEquals(body, pair.client.events.body(id));
  }

  @Test
  void frame_heads_are_reported_with_the_option_for_it() {
    open(new SessionOptions().setTellFrames(true), new SessionOptions().setTellFrames(true));
    pair.client.session.submitRequest(GET, true);
    pair.exchange();
    List<String> sent = pair.client.events.takeLines();
    List<String> came = pair.server.events.takeLines();
    assertTrue(sent.get(0).matches("sending HEADERS 1 5 \\d+"), sent.toString());
    assertTrue(came.get(0).matches("begin HEADERS 1 5 \\d+"), came.toString());
    assertEquals("headers 1 REQUEST end", came.get(1));
    assertEquals(GET, pair.server.events.headers.get(1));
  }

  @Test
  void a_header_block_in_several_frames_is_whole_though_their_heads_are_reported() {
    open(new SessionOptions(), new SessionOptions().setTellFrames(true));
    HeaderList list = GET.copy().add("x-long", "v".repeat(40_000));
    pair.client.session.submitRequest(list, true);
    pair.exchange();
    assertEquals(list, pair.server.events.headers.get(1));
    assertEquals(2, pair.server.events.lines.stream().filter(line -> line.startsWith("begin CONTINUATION")).count());
  }

  // --- the connection ---

  @Test
  void settings_of_both_sides_are_known() {
    pair.server.session.submitSettings(SettingId.MAX_CONCURRENT_STREAMS.id(), 7, SettingId.INITIAL_WINDOW_SIZE.id(),
      100_000);
    pair.exchange();
    assertEquals(7, pair.client.session.state().remoteSetting(SettingId.MAX_CONCURRENT_STREAMS));
    assertEquals(7, pair.server.session.state().localSetting(SettingId.MAX_CONCURRENT_STREAMS));
    assertEquals(100_000, pair.client.session.state().remoteSetting(SettingId.INITIAL_WINDOW_SIZE));
    assertEquals(0xffff_ffffL, pair.server.session.state().remoteSetting(SettingId.MAX_CONCURRENT_STREAMS));
    for (SettingId id : SettingId.values()) {
      assertTrue(pair.client.session.state().localSetting(id) >= 0, id.name());
      assertTrue(pair.client.session.state().remoteSetting(id) >= 0, id.name());
    }
  }

  @Test
  void goaway_carries_its_last_stream_code_and_opaque_data() {
    pair.client.session.submitRequest(GET, true);
    pair.exchange();
    pair.server.session.submitGoaway(1, 0x4242, "why it ends".getBytes(StandardCharsets.UTF_8));
    pair.exchange();
    assertTrue(pair.client.events.lines.contains("goaway 1 0x4242 why it ends"), pair.client.events.lines::toString);
  }

  @Test
  void a_session_can_end_with_a_chosen_last_stream() {
    pair.client.session.submitRequest(GET, true);
    pair.client.session.submitRequest(GET, true);
    pair.exchange();
    pair.server.session.terminate(1, 0xb);
    pair.exchange();
    assertTrue(pair.client.events.lines.contains("goaway 1 ENHANCE_YOUR_CALM "), pair.client.events.lines::toString);
    assertFalse(pair.server.session.isWanted());
  }

  @Test
  void a_ping_can_be_acknowledged_by_hand() {
    open(new SessionOptions(), new SessionOptions().setNoAutoPingAck(true));
    pair.client.session.submitPing(0x1234);
    pair.exchange();
    assertEquals(List.of("ping 1234"), pair.server.events.takeLines());
    assertEquals(List.of(), pair.client.events.takeLines());
    pair.server.session.submitPingAck(0x1234);
    pair.exchange();
    assertEquals(List.of("pingAck 1234"), pair.client.events.takeLines());
  }

  @Test
  void the_caller_may_have_read_the_octets_of_the_preface() {
    try (SessionPair.Side server = new SessionPair.Side(
      new Session(SessionType.SERVER, new SessionOptions().setNoRecvClientMagic(true)))) {
      ByteBuf wire = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(RawFrame.settings().bytes());
      server.session.receive(wire, server.events);
      wire.release();
      assertEquals(List.of("settings []"), server.events.takeLines());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void blanks_around_a_value_pass_only_where_the_check_is_off(boolean off) {
    open(new SessionOptions(), new SessionOptions().setNoRfc9113LeadingAndTrailingWsValidation(off));
    ByteBuf wire = PooledByteBufAllocator.DEFAULT.directBuffer();
    try (HeaderDeflater deflater = new HeaderDeflater(0)) {
      byte[] literal = {0x00, 3, 'x', '-', 'b', 2, ' ', 'c'};
      wire.writeBytes(RawFrame.headers(1, true, concat(deflater.deflate(GET), literal)).bytes());
    }
    pair.server.session.receive(wire, pair.server.events);
    wire.release();
    List<String> lines = pair.server.events.takeLines();
    assertEquals(!off, lines.contains("invalidHeader 1 x-b  c"), lines.toString());
    assertEquals(off, lines.contains("headers 1 REQUEST end"), lines.toString());
  }

  private static byte[] concat(byte[] a, byte[] b) {
    return Unpooled.copiedBuffer(a, b).array();
  }

  @Test
  void header_tables_have_sizes() {
    pair.client.session.submitRequest(GET.copy().add("x-indexed", "value"), true);
    pair.exchange();
    assertTrue(pair.client.session.state().hdDeflateDynamicTableSize() > 0);
    assertEquals(pair.client.session.state().hdDeflateDynamicTableSize(),
      pair.server.session.state().hdInflateDynamicTableSize());
    assertEquals(0, pair.client.session.state().hdInflateDynamicTableSize());
  }
}
