package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.ServerKind;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/**
 * The order in which a server sends the bodies of responses, RFC 9218. The client keeps the windows shut until all
 * responses have begun, so that only the priorities decide.
 */
@ParameterizedClass
@EnumSource(ServerKind.class)
class ServerPrioritiesIT extends ServerScript {
  private static final long INITIAL_WINDOW_SIZE = SettingId.INITIAL_WINDOW_SIZE.id();
  private static final int NO_RFC7540_PRIORITIES = SettingId.NO_RFC7540_PRIORITIES.id();
  private static final int FRAME = 16_384;
  /** Three DATA frames. */
  private static final int BODY = 3 * FRAME;
  private static final long WIDE = 1 << 20;

  /** A response of {@link #BODY} bytes. Its priority field is that of the query, if there is one. */
  private static void respond(ServerRequest request) {
    String path = request.path();
    if (path.startsWith("/override/")) {
      request.response().putHeader("priority", path.substring("/override/".length()));
    }
    request.response().end(Buffer.buffer(new byte[BODY]));
  }

  /** A connection whose windows are shut for DATA, until {@link #order}. */
  private FramePeer shut() {
    serve(ServerPrioritiesIT::respond);
    return shutConnection();
  }

  private FramePeer shutConnection(long... more) {
    long[] settings = new long[2 + more.length];
    settings[0] = INITIAL_WINDOW_SIZE;
    System.arraycopy(more, 0, settings, 2, more.length);
    FramePeer peer = open(settings);
    return peer.send(RawFrame.windowUpdate(0, WIDE));
  }

  /** @param priority the field, or {@code null} */
  private static void get(FramePeer peer, int streamId, String path, String priority) {
    if (priority == null) {
      peer.sendHeaders(streamId, true, ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", path);
    } else {
      peer.sendHeaders(streamId, true, ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", path,
        "priority", priority);
    }
  }

  private static void get(FramePeer peer, int streamId, String priority) {
    get(peer, streamId, "/", priority);
  }

  /** Opens the windows when all have begun, and returns the streams of the DATA frames until all have ended. */
  private static List<Integer> order(FramePeer peer, int streams) {
    for (int begun = 0; begun < streams; begun++) {
      peer.headers(peer.readUntil(FrameType.HEADERS));
    }
    peer.roundTrip();
    peer.send(RawFrame.settings(INITIAL_WINDOW_SIZE, WIDE));
    return dataUntilEnds(peer, streams);
  }

  private static List<Integer> dataUntilEnds(FramePeer peer, int streams) {
    List<Integer> order = new ArrayList<>();
    for (int ended = 0; ended < streams; ) {
      RawFrame frame = peer.readUntil(FrameType.DATA);
      if (frame.length() > 0) { // END_STREAM may come in a frame of its own
        order.add(frame.streamId());
      }
      ended += frame.has(Flag.END_STREAM) ? 1 : 0;
    }
    return order;
  }

  // --- SETTINGS ---

  @Test
  void a_server_says_that_it_has_left_the_priorities_of_RFC_7540() {
    serve(ServerPrioritiesIT::respond);
    assertEquals(1L, setting(connect()));
  }

  @Test
  void an_extra_setting_switches_priorities_off() {
    Http2Options http2 = new Http2Options();
    http2.getSettings().setExtraSettings(Map.of(NO_RFC7540_PRIORITIES, 0L));
    serve(http2, ServerPrioritiesIT::respond);
    assertEquals(0L, setting(connect()));
    FramePeer peer = shutConnection();
    get(peer, 1, "u=7");
    get(peer, 3, "u=0");
    assertNotEquals(List.of(3, 3, 3, 1, 1, 1), order(peer, 2));
    peer.send(RawFrame.priorityUpdate(0, "u=1")); // an unknown frame, which would otherwise end the connection
    assertAlive(peer, 5);
  }

  @Test
  void the_option_switches_priorities_off() {
    serve(options(new Http2Options()).setPrioritiesEnabled(false), ServerPrioritiesIT::respond);
    assertEquals(-1, setting(connect()));
  }

  private static long setting(FramePeer peer) {
    RawFrame settings = peer.handshake();
    for (int at = 0; at < settings.length(); at += 6) {
      if ((settings.uint32(at) >>> 16) == NO_RFC7540_PRIORITIES) {
        return settings.uint32(at + 2);
      }
    }
    return -1;
  }

  // --- the order ---

  @Test
  void an_urgent_response_overtakes_others() {
    FramePeer peer = shut();
    get(peer, 1, "u=5");
    get(peer, 3, "u=0");
    get(peer, 5, null);
    assertEquals(List.of(3, 3, 3, 5, 5, 5, 1, 1, 1), order(peer, 3));
  }

  @Test
  void responses_that_are_not_incremental_go_in_the_order_of_their_streams() {
    FramePeer peer = shut();
    get(peer, 1, "u=2");
    get(peer, 3, "u=2");
    get(peer, 5, "u=2, i=?0");
    assertEquals(List.of(1, 1, 1, 3, 3, 3, 5, 5, 5), order(peer, 3));
  }

  @Test
  void incremental_responses_take_turns() {
    FramePeer peer = shut();
    get(peer, 1, "u=4, i");
    get(peer, 3, "i, u=4");
    assertEquals(List.of(1, 3, 1, 3, 1, 3), order(peer, 2));
  }

  @Test
  void responses_to_a_client_that_sends_no_priorities_take_turns() {
    FramePeer peer = shut();
    get(peer, 1, null);
    get(peer, 3, null);
    assertEquals(List.of(1, 3, 1, 3, 1, 3), order(peer, 2));
  }

  @Test
  void a_client_that_has_left_the_priorities_of_RFC_7540_gets_the_defaults_of_RFC_9218() {
    serve(ServerPrioritiesIT::respond);
    FramePeer peer = shutConnection(NO_RFC7540_PRIORITIES, 1);
    get(peer, 1, null);
    get(peer, 3, null);
    assertEquals(List.of(1, 1, 1, 3, 3, 3), order(peer, 2));
  }

  @Test
  void an_urgent_response_does_not_wait_for_a_long_one_that_has_begun() {
    serve(request -> {
      boolean urgent = request.path().equals("/urgent");
      request.response().end(Buffer.buffer(new byte[urgent ? 1000 : 4 << 20]));
    });
    FramePeer peer = open(INITIAL_WINDOW_SIZE, 8 << 20);
    get(peer, 1, "/long", "u=3"); // as much as the connection's window takes
    peer.roundTrip();
    get(peer, 3, "/urgent", "u=0");
    peer.roundTrip();
    peer.send(RawFrame.windowUpdate(0, 100_000));
    List<Integer> order = new ArrayList<>();
    for (RawFrame frame = peer.readUntil(FrameType.DATA); frame.streamId() == 1; ) {
      order.add(frame.length());
      frame = peer.readUntil(FrameType.DATA);
    }
    assertEquals(65_535, order.stream().mapToInt(length -> length).sum(), "bytes before the urgent response");
  }

  // --- PRIORITY_UPDATE ---

  @Test
  void a_priority_update_changes_the_order_of_responses_that_have_begun() {
    FramePeer peer = shut();
    get(peer, 1, "u=1");
    get(peer, 3, "u=2");
    peer.send(RawFrame.priorityUpdate(3, "u=0"));
    assertEquals(List.of(3, 3, 3, 1, 1, 1), order(peer, 2));
  }

  @Test
  void a_priority_update_halfway_lets_a_response_overtake() {
    serve(request -> request.response().end(Buffer.buffer(new byte[8 * FRAME])));
    FramePeer peer = open(INITIAL_WINDOW_SIZE, WIDE);
    get(peer, 1, "u=3");
    get(peer, 3, "u=3");
    for (int received = 0; received < 65_535; ) { // the connection's window
      RawFrame frame = peer.readUntil(FrameType.DATA);
      assertEquals(1, frame.streamId());
      received += frame.length();
    }
    peer.send(RawFrame.priorityUpdate(3, "u=2"), RawFrame.windowUpdate(0, WIDE));
    List<Integer> rest = dataUntilEnds(peer, 2);
    assertEquals(8, rest.lastIndexOf(3) + 1, rest::toString);
  }

  @Test
  void a_priority_update_counts_that_came_before_its_request() {
    FramePeer peer = shut();
    peer.send(RawFrame.priorityUpdate(3, "u=6"), RawFrame.priorityUpdate(3, "u=0"));
    get(peer, 1, "u=1");
    get(peer, 3, null);
    assertEquals(List.of(3, 3, 3, 1, 1, 1), order(peer, 2));
  }

  @Test
  void a_priority_update_before_its_request_counts_more_than_the_field() {
    FramePeer peer = shut();
    peer.send(RawFrame.priorityUpdate(3, ""));
    get(peer, 1, "u=2");
    get(peer, 3, "u=0");
    assertEquals(List.of(1, 1, 1, 3, 3, 3), order(peer, 2));
  }

  @Test
  void a_priority_update_for_a_closed_stream_has_no_effect() {
    FramePeer peer = shut();
    peer.send(RawFrame.headers(1, false, HpackBlock.get("/")), RawFrame.rst(1, ErrorCode.CANCEL));
    peer.send(RawFrame.priorityUpdate(1, "u=0"), RawFrame.priorityUpdate(3, "u=1"));
    get(peer, 5, "u=1"); // closes stream 3
    peer.send(RawFrame.priorityUpdate(3, "u=0"));
    assertEquals(List.of(5, 5, 5), order(peer, 1));
  }

  @Test
  void malformed_priority_updates_are_ignored() {
    FramePeer peer = shut();
    get(peer, 1, "u=1");
    get(peer, 3, "u=2");
    peer.send(RawFrame.priorityUpdate(1, "u=7,"), RawFrame.priorityUpdate(3, "u=0 i"));
    assertEquals(List.of(1, 1, 1, 3, 3, 3), order(peer, 2));
  }

  @Test
  void an_update_without_a_member_sets_it_to_its_default() {
    FramePeer peer = shut();
    get(peer, 1, "u=1, i");
    get(peer, 3, "u=2");
    peer.send(RawFrame.priorityUpdate(1, "other=1"));
    assertEquals(List.of(3, 3, 3, 1, 1, 1), order(peer, 2));
  }

  // --- fields that are not as they should be, RFC 9218 section 4 ---

  @Test
  void a_malformed_field_counts_for_nothing() {
    FramePeer peer = shut();
    get(peer, 1, "u=0,");
    get(peer, 3, "u=2");
    assertEquals(List.of(3, 3, 3, 1, 1, 1), order(peer, 2));
  }

  @Test
  void an_urgency_out_of_range_is_the_default_and_the_other_member_counts() {
    FramePeer peer = shut();
    get(peer, 1, "u=8, i");
    get(peer, 3, "u=-1, i, unknown=\"x\"");
    get(peer, 5, "u=2");
    assertEquals(List.of(5, 5, 5, 1, 3, 1, 3, 1, 3), order(peer, 3));
  }

  // --- the server's own choice ---

  @Test
  void the_field_of_a_response_overrides_the_urgency_and_leaves_the_rest() {
    FramePeer peer = shut();
    get(peer, 1, "/override/u=1", "u=5, i");
    get(peer, 3, "/override/u=1", "u=6, i");
    get(peer, 5, "u=2");
    assertEquals(List.of(1, 3, 1, 3, 1, 3, 5, 5, 5), order(peer, 3));
  }

  @Test
  void a_malformed_field_of_a_response_leaves_the_priority_of_the_request() {
    FramePeer peer = shut();
    get(peer, 1, "/override/u=0;", "u=5");
    get(peer, 3, "u=4");
    assertEquals(List.of(3, 3, 3, 1, 1, 1), order(peer, 2));
  }

  @Test
  void what_the_server_has_chosen_the_client_does_not_change() {
    FramePeer peer = shut();
    get(peer, 1, "/override/u=6", "u=0");
    get(peer, 3, "u=4");
    peer.roundTrip().send(RawFrame.priorityUpdate(1, "u=0"));
    assertEquals(List.of(3, 3, 3, 1, 1, 1), order(peer, 2));
  }

  // --- faults, RFC 9218 section 7.1 ---

  @Test
  void a_priority_update_on_a_stream_ends_the_connection() {
    FramePeer peer = shut();
    peer.send(RawFrame.unknown(FrameType.PRIORITY_UPDATE.code(), 0, 1, new byte[] {0, 0, 0, 1, 'u', '=', '1'}));
    peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    peer.expectClosed();
  }

  @Test
  void a_priority_update_for_stream_0_ends_the_connection() {
    FramePeer peer = shut();
    peer.send(RawFrame.priorityUpdate(0, "u=1"));
    peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    peer.expectClosed();
  }

  @Test
  void a_priority_update_for_a_push_that_was_not_promised_ends_the_connection() {
    FramePeer peer = shut();
    peer.send(RawFrame.priorityUpdate(2, "u=1"));
    peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    peer.expectClosed();
  }

  @Test
  void a_priority_update_that_is_too_short_ends_the_connection() {
    FramePeer peer = shut();
    peer.send(RawFrame.unknown(FrameType.PRIORITY_UPDATE.code(), 0, 0, new byte[3]));
    peer.expectGoAway(ErrorCode.FRAME_SIZE_ERROR);
    peer.expectClosed();
  }

  @Test
  void priorities_of_more_idle_streams_than_may_be_open_end_the_connection() {
    Http2Options http2 = new Http2Options();
    http2.getSettings().setMaxConcurrentStreams(3);
    serve(http2, ServerPrioritiesIT::respond);
    FramePeer peer = shutConnection();
    get(peer, 1, "u=1");
    peer.send(RawFrame.priorityUpdate(3, "u=1"), RawFrame.priorityUpdate(5, "u=1"), RawFrame.priorityUpdate(5, "u=2"));
    peer.roundTrip();
    peer.send(RawFrame.priorityUpdate(7, "u=1"));
    peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    peer.expectClosed();
  }

  @Test
  void priorities_of_requests_that_were_refused_do_not_count_as_those_of_idle_streams() {
    Http2Options http2 = new Http2Options();
    http2.getSettings().setMaxConcurrentStreams(1);
    serve(http2, ServerPrioritiesIT::respond);
    FramePeer peer = open();
    peer.send(RawFrame.priorityUpdate(1, "u=1"));
    peer.sendHeaders(1, true, ":method", "GET", ":scheme", "http", ":authority", "localhost"); // without :path
    peer.expectRst(1, ErrorCode.PROTOCOL_ERROR);
    peer.send(RawFrame.priorityUpdate(3, "u=1"));
    peer.sendHeaders(3, true, ":method", "GET", ":scheme", "http", ":path", "/", "x-field", "a\u0000b");
    peer.expectRst(3, ErrorCode.PROTOCOL_ERROR);
    peer.send(RawFrame.priorityUpdate(5, "u=1"));
    peer.sendHeaders(5, true, Collections.nCopies(4004, "x").toArray(new String[0])); // a list that is too large
    peer.expectRst(5, ErrorCode.ENHANCE_YOUR_CALM);
    peer.send(RawFrame.priorityUpdate(7, "u=1"));
    assertAlive(peer, 7);
  }

  @Test
  void the_connection_goes_on_after_a_priority_for_each_of_many_streams_that_open() {
    FramePeer peer = shut();
    peer.send(RawFrame.settings(INITIAL_WINDOW_SIZE, WIDE));
    for (int streamId = 1; streamId < 600; streamId += 2) {
      peer.send(RawFrame.priorityUpdate(streamId, "u=1, i"));
      assertAlive(peer, streamId);
    }
  }
}
