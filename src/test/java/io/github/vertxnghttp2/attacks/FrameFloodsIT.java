package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.ServerKind;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import static io.github.vertxnghttp2.Http2Limits.DEFAULT_MAX_EMPTY_DATA;
import static io.github.vertxnghttp2.Http2Limits.DEFAULT_MAX_OTHER_FRAMES;
import static io.github.vertxnghttp2.Http2Limits.DEFAULT_MAX_PINGS;
import static io.github.vertxnghttp2.Http2Limits.DEFAULT_MAX_PRIORITIES;
import static io.github.vertxnghttp2.Http2Limits.DEFAULT_MAX_RESETS;
import static io.github.vertxnghttp2.Http2Limits.DEFAULT_MAX_SETTINGS;
import static io.github.vertxnghttp2.Http2Limits.DEFAULT_MAX_TINY_DATA;
import static io.github.vertxnghttp2.Http2Limits.DEFAULT_MAX_WINDOW_UPDATES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Frames that cost their sender little. */
@ParameterizedClass(name = "{0}")
@EnumSource(ServerKind.class)
class FrameFloodsIT extends AttackScript {
  private static final byte[] NOTHING = {};

  private static Arguments flood(String name, String setting, int maximum, IntFunction<RawFrame[]> attack) {
    return arguments(name, setting, maximum, attack);
  }

  private static IntFunction<RawFrame[]> each(RawFrame frame) {
    RawFrame[] frames = {frame};
    return i -> frames;
  }

  /** Stream 1 is a request whose body is not complete. */
  static Stream<Arguments> floods() {
    return Stream.of(
      flood("CVE-2019-9512 pings", "maxPings", DEFAULT_MAX_PINGS - 20, i -> new RawFrame[]{RawFrame.ping(i)}),
      flood("acks of pings that were not sent", "maxPings", DEFAULT_MAX_PINGS - 20, i -> new RawFrame[]{RawFrame
        .pingAck(i)}),
      flood("CVE-2019-9515 settings", "maxSettings", DEFAULT_MAX_SETTINGS - 1, each(RawFrame.settings())),
      flood("settings that change the table of HPACK", "maxSettings", DEFAULT_MAX_SETTINGS - 1,
        i -> new RawFrame[] {RawFrame.settings(1, i % 2 * 4096)}),
      flood("CVE-2019-9513 priorities that are shuffled", "maxPriorities", DEFAULT_MAX_PRIORITIES,
        i -> new RawFrame[] {RawFrame.priority(3 + i % 100 * 2, i % 7 * 2 + 1 + 400, 16, true)}),
      flood("priority updates", "maxPriorities", DEFAULT_MAX_PRIORITIES,
        i -> new RawFrame[] {RawFrame.priorityUpdate(1 + i % 100 * 2, "u=" + i % 8)}),
      flood("CVE-2019-9518 empty DATA", "maxEmptyData", DEFAULT_MAX_EMPTY_DATA, each(RawFrame.data(1, NOTHING, false))),
      flood("DATA that is all padding", "maxEmptyData", DEFAULT_MAX_EMPTY_DATA, each(RawFrame.paddedData(1, NOTHING,
        200, false))),
      flood("DATA of a byte", "maxTinyData", DEFAULT_MAX_TINY_DATA, each(RawFrame.data(1, "x", false))),
      flood("DATA of a byte and much padding", "maxTinyData", DEFAULT_MAX_TINY_DATA, each(RawFrame.paddedData(1, "x"
        .getBytes(), 20, false))),
      flood("CVE-2019-9511 windows that grow by one byte", "maxWindowUpdates", DEFAULT_MAX_WINDOW_UPDATES,
        each(RawFrame.windowUpdate(0, 1))),
      flood("windows of a stream that grow by one byte", "maxWindowUpdates", DEFAULT_MAX_WINDOW_UPDATES,
        each(RawFrame.windowUpdate(1, 1))),
      flood("resets of a stream that is gone", "maxResets", DEFAULT_MAX_RESETS, each(RawFrame.rst(1,
        ErrorCode.CANCEL))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  void a_flood_is_cut_off_and_explained(String name, String setting, int maximum, IntFunction<RawFrame[]> attack) {
    serve(request -> { });
    FramePeer attacker = open().acknowledging(false);
    attacker.send(RawFrame.headers(1, false, get("/upload")));
    assertCutOff(attacker, setting, kind.frames(setting, maximum), attack, value(setting));
  }

  @Test
  void frames_of_an_unknown_type_are_cut_off() {
    String setting = kind == ServerKind.SESSION ? "maxOtherFrames" : "maxTinyData"; // the latter are custom frames
    serve(request -> { });
    FramePeer attacker = open().acknowledging(false);
    attacker.send(RawFrame.headers(1, false, get("/upload")));
    assertCutOff(attacker, setting, value(setting), each(RawFrame.unknown(0xbe, 0, 0, NOTHING)), value(setting));
  }

  private int value(String setting) {
    return kind.frames(setting, new Http2Limits().toJson().getInteger(setting));
  }

  @Test
  void rapid_reset_CVE_2023_44487() {
    AtomicInteger most = new AtomicInteger();
    serve(request -> most.accumulateAndGet(server.metrics().openStreams(), Math::max));
    FramePeer attacker = open().acknowledging(false);
    assertCutOff(attacker, "maxResets", DEFAULT_MAX_RESETS, i -> new RawFrame[]{
      RawFrame.headers(2 * i + 1, true, get("/expensive")), RawFrame.rst(2 * i + 1, ErrorCode.CANCEL)},
      DEFAULT_MAX_RESETS);
    assertTrue(most.get() <= 250, "streams at a time: " + most);
    Leaks.eventually("no stream is left", () -> server.metrics().openStreams() == 0); // others were served meanwhile
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_byte_or_the_end_of_a_closed_stream(boolean end) {
    String setting = end ? "maxEmptyData" : "maxTinyData";
    serve(request -> request.response().reset(ErrorCode.CANCEL));
    FramePeer attacker = open().acknowledging(false);
    attacker.send(RawFrame.headers(1, false, get("/")));
    attacker.expectRst(1, ErrorCode.CANCEL);
    assertCutOff(attacker, setting, value(setting), each(RawFrame.data(1, end ? "" : "x", end)), value(setting));
  }

  /** Sent from stream 3 on, where one is open: the library passes over HEADERS of streams below that are not. */
  static Stream<Arguments> passedOver() {
    RawFrame head = RawFrame.headers(1, false, get("/"));
    RawFrame trailers = RawFrame.headers(1, true, HpackBlock.of("x", "y"));
    return Stream.of(
      arguments("heads of a stream that was left out", false, each(head)),
      arguments("heads with a priority", false, each(RawFrame.headers(1, false, get("/"), 0, 16, false))),
      arguments("heads with padding", false, each(RawFrame.paddedHeaders(1, false, get("/"), 20))),
      arguments("trailers of a stream that was reset", true, each(trailers)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passedOver")
  void HEADERS_of_streams_that_are_not_there(String name, boolean reset, IntFunction<RawFrame[]> attack) {
    serve(request -> request.response().reset(ErrorCode.CANCEL));
    FramePeer attacker = open().acknowledging(false);
    if (reset) {
      attacker.send(RawFrame.headers(1, false, get("/")));
      attacker.expectRst(1, ErrorCode.CANCEL);
    }
    attacker.send(RawFrame.headers(3, true, get(ALIVE))).response(3);
    assertCutOff(attacker, "maxOtherFrames", DEFAULT_MAX_OTHER_FRAMES, attack, DEFAULT_MAX_OTHER_FRAMES);
  }

  /** Each unpacks to thousands of fields, and takes the library a millisecond. */
  @Test
  void the_pieces_of_HEADERS_count_as_well() {
    serve(request -> request.response().reset(ErrorCode.CANCEL));
    FramePeer attacker = open().acknowledging(false);
    attacker.send(RawFrame.headers(3, true, get(ALIVE))).response(3);
    byte[] fields = new byte[16_384];
    for (int i = 0; i < fields.length; i += 2) {
      fields[i] = 0x40 | 15; // accept-charset with an empty value, to be indexed
    }
    RawFrame[] pieces = new RawFrame[8];
    Arrays.fill(pieces, RawFrame.continuation(1, false, fields));
    pieces[0] = RawFrame.headers(1, true, fields).without(Flag.END_HEADERS);
    pieces[7] = RawFrame.continuation(1, true, fields);
    assertCutOff(attacker, "maxOtherFrames", DEFAULT_MAX_OTHER_FRAMES / pieces.length, i -> pieces,
      DEFAULT_MAX_OTHER_FRAMES);
  }

  @Test
  void HEADERS_below_each_new_stream() {
    serve(request -> { });
    FramePeer attacker = open().acknowledging(false);
    assertCutOff(attacker, "maxOtherFrames", DEFAULT_MAX_OTHER_FRAMES / 10, i -> {
      RawFrame[] frames = new RawFrame[11];
      Arrays.fill(frames, RawFrame.headers(4 * i + 1, true, get("/")));
      frames[0] = RawFrame.headers(4 * i + 3, true, get(ALIVE));
      return frames;
    }, DEFAULT_MAX_OTHER_FRAMES);
  }

  @Test
  void the_end_of_a_stream_that_was_refused() {
    Http2Options options = new Http2Options();
    options.getSettings().setMaxConcurrentStreams(1);
    serve(options, request -> { });
    FramePeer attacker = connect().acknowledging(false);
    attacker.sendPreface().send(RawFrame.settings()).expectSettingsAck();
    attacker.send(RawFrame.headers(1, true, get("/")), RawFrame.headers(3, false, get("/")));
    attacker.expectRst(3, ErrorCode.REFUSED_STREAM);
    assertCutOff(attacker, "maxEmptyData", value("maxEmptyData"), each(RawFrame.data(3, NOTHING, true)),
      value("maxEmptyData"));
  }

  @Test
  void the_end_of_a_stream_with_a_lower_id_than_a_new_one() {
    serve(request -> { });
    FramePeer attacker = open().acknowledging(false);
    assertCutOff(attacker, "maxEmptyData", value("maxEmptyData") / 10, i -> {
      RawFrame[] frames = new RawFrame[11];
      Arrays.fill(frames, RawFrame.data(4 * i + 1, NOTHING, true));
      frames[0] = RawFrame.headers(4 * i + 3, true, get(ALIVE));
      return frames;
    }, value("maxEmptyData"));
  }

  @Test
  void frames_on_their_way_to_streams_that_this_side_has_reset_are_no_flood() {
    serve(request -> request.response().reset(ErrorCode.CANCEL));
    FramePeer peer = open();
    int stream = 1;
    for (int i = 0; i < DEFAULT_MAX_OTHER_FRAMES + 200; i++, stream += 2) {
      peer.send(RawFrame.headers(stream, false, get("/")));
      peer.expectRst(stream, ErrorCode.CANCEL);
      peer.send(RawFrame.data(stream, "x", false), RawFrame.headers(stream, true, HpackBlock.of("x", "y")));
    }
    assertAlive(peer, stream);
  }

  @Test
  void short_bodies_and_trailers_in_one_piece_with_their_heads_are_no_flood() {
    serve(request -> request.response().end("x"));
    FramePeer peer = open();
    int stream = 1;
    for (int i = 0; i < 2 * DEFAULT_MAX_OTHER_FRAMES; i += 100) {
      RawFrame[] frames = new RawFrame[300];
      for (int j = 0; j < frames.length; j += 3, stream += 2) {
        frames[j] = RawFrame.headers(stream, false, get("/"));
        frames[j + 1] = RawFrame.data(stream, "x", false);
        frames[j + 2] = RawFrame.headers(stream, true, HpackBlock.of("x", "y"));
      }
      peer.send(frames);
      for (int j = 200; j > 0; j -= 2) {
        assertEquals("x", peer.response(stream - j).text());
      }
    }
    assertAlive(peer, stream);
  }

  @Test
  void messages_of_5_bytes_on_average_as_the_shortest_of_gRPC_are_no_flood_however_many() {
    serve(new Http2Options().setLimits(new Http2Limits().setMaxTinyData(60)), request -> request.body()
      .onSuccess(body -> request.response().end("read " + body.length())));
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, get("/")));
    for (int i = 0; i < 50; i++) {
      RawFrame[] messages = new RawFrame[60];
      for (int j = 0; j < messages.length; j++) {
        byte[] message = new byte[j % 2 == 0 ? 1 : 9];
        messages[j] = j % 3 == 0 ? RawFrame.paddedData(1, message, 10, false) : RawFrame.data(1, message, false);
      }
      peer.send(messages).roundTrip();
    }
    peer.send(RawFrame.data(1, NOTHING, true));
    assertEquals("read " + 50 * 30 * 10, peer.response(1).text());
  }

  /**
   * A client that streams messages of gRPC learns of the reset later than it sends them: what its window allows is
   * under way.
   */
  @Test
  void a_window_of_short_messages_under_way_to_a_stream_that_was_reset_is_no_flood() {
    serve(request -> request.response().reset(ErrorCode.CANCEL));
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, get("/")));
    peer.expectRst(1, ErrorCode.CANCEL);
    RawFrame[] messages = new RawFrame[(int) (new Http2Options().getSettings().getInitialWindowSize() / 7)];
    Arrays.fill(messages, RawFrame.data(1, new byte[7], false));
    peer.send(messages).roundTrip();
    assertAlive(peer, 3);
  }

  @Test
  void short_messages_with_short_responses_are_no_flood() {
    serve(new Http2Options().setLimits(new Http2Limits().setMaxTinyData(20)), request -> {
      request.handler(request.response()::write);
      request.endHandler(v -> request.response().end());
    });
    FramePeer peer = open().skipping(FrameType.SETTINGS, FrameType.WINDOW_UPDATE, FrameType.PING);
    peer.send(RawFrame.headers(1, false, get("/")), RawFrame.data(1, "x", false));
    peer.expectHeaders(1);
    peer.expect(FrameType.DATA, 1);
    for (int i = 0; i < 1000; i++) {
      peer.send(RawFrame.data(1, "x", false));
      peer.expect(FrameType.DATA, 1);
    }
    assertAlive(peer, 3);
  }

  @Test
  void windows_that_are_opened_for_each_short_message_are_no_flood() {
    serve(new Http2Options().setLimits(new Http2Limits().setMaxWindowUpdates(20)), request -> {
      request.handler(request.response()::write);
      request.endHandler(v -> request.response().end());
    });
    FramePeer peer = open().skipping(FrameType.SETTINGS, FrameType.WINDOW_UPDATE, FrameType.PING);
    peer.send(RawFrame.headers(1, false, get("/")), RawFrame.data(1, "message", false));
    peer.expectHeaders(1);
    peer.expect(FrameType.DATA, 1);
    for (int i = 0; i < 200; i++) {
      peer.send(RawFrame.windowUpdate(0, 7), RawFrame.windowUpdate(1, 7), RawFrame.data(1, "message", false));
      peer.expect(FrameType.DATA, 1);
    }
    assertAlive(peer, 3);
  }

  @Test
  void a_limit_of_zero_is_off() {
    serve(new Http2Options().setLimits(new Http2Limits().setMaxPings(0)), request -> { });
    FramePeer peer = open();
    for (int i = 0; i < 3 * DEFAULT_MAX_PINGS; i += 100) {
      RawFrame[] pings = new RawFrame[100];
      for (int j = 0; j < pings.length; j++) {
        pings[j] = RawFrame.ping(i + j);
      }
      peer.send(pings).roundTrip();
    }
    assertAlive(peer, 1);
  }

  @Test
  void a_ping_for_each_DATA_as_gRPC_sends_is_no_flood() {
    serve(request -> {
      for (int i = 0; i < 3 * DEFAULT_MAX_PINGS; i++) {
        request.response().write(Buffer.buffer("message " + i));
      }
      request.response().end();
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, get("/")));
    peer.expectHeaders(1);
    for (RawFrame frame = peer.read(); !frame.has(Flag.END_STREAM); frame = peer.read()) {
      if (frame.is(FrameType.DATA)) {
        peer.send(RawFrame.ping(frame.length()), RawFrame.windowUpdate(0, frame.length()), RawFrame.windowUpdate(1,
          frame.length()));
      }
    }
    assertAlive(peer, 3);
  }

  @Test
  void a_busy_client_is_no_flood() {
    serve(request -> request.response().end("x".repeat(5000)));
    FramePeer peer = open();
    for (int stream = 1; stream < 12_000; stream += 2) {
      peer.send(RawFrame.headers(stream, true, get("/")), RawFrame.priority(stream, 0, 16, false));
      peer.response(stream); // with two WINDOW_UPDATEs
    }
    assertAlive(peer, 12_001);
    assertEquals(0, server.metrics().toJson().getJsonObject("limitsReached").size());
  }
}
