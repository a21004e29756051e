package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import static io.github.vertxnghttp2.Http2Limits.DEFAULT_MAX_CONTINUATIONS;
import static io.github.vertxnghttp2.Http2Limits.DEFAULT_MAX_OTHER_FRAMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Frames that cost a hostile server little. */
class HostileFloodsIT extends HostileScript {
  private static final byte[] NOTHING = {};

  private static Arguments flood(String name, String setting, IntFunction<RawFrame> attack) {
    return arguments(name, setting, attack);
  }

  /** Stream 1 is a request whose response has begun. */
  static Stream<Arguments> floods() {
    return Stream.of(
      flood("pings", "maxPings", RawFrame::ping),
      flood("acks of pings that were not sent", "maxPings", RawFrame::pingAck),
      flood("settings", "maxSettings", i -> RawFrame.settings()),
      flood("empty DATA", "maxEmptyData", i -> RawFrame.data(1, NOTHING, false)),
      flood("DATA that is all padding", "maxEmptyData", i -> RawFrame.paddedData(1, NOTHING, 200, false)),
      flood("DATA of a byte", "maxTinyData", i -> RawFrame.data(1, "x", false)),
      flood("windows", "maxWindowUpdates", i -> RawFrame.windowUpdate(0, 1)),
      flood("windows of a stream", "maxWindowUpdates", i -> RawFrame.windowUpdate(1, 1)),
      flood("priorities", "maxPriorities", i -> RawFrame.priority(3, 1, 16, false)),
      flood("unknown frames", "maxOtherFrames", i -> RawFrame.unknown(0xbe, 0, 0, NOTHING)),
      flood("ALTSVC", "maxOtherFrames", i -> RawFrame.altSvc(0, "http://localhost", "clear")),
      flood("ORIGIN", "maxOtherFrames", i -> RawFrame.origin("http://localhost")),
      flood("GOAWAY", "maxOtherFrames", i -> RawFrame.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR)),
      flood("resets of a stream that is gone", "maxResets", i -> RawFrame.rst(1, ErrorCode.CANCEL)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  void a_flood_ends_the_connection_and_its_requests_know_why(String name, String setting,
                                                             IntFunction<RawFrame> attack) {
    open();
    ClientRequest request = session.get("/x");
    Future<Buffer> body = request.send().compose(ClientResponse::body);
    Future<ClientResponse> other = session.get("/y").send();
    peer.request(3);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)));
    String limit = flood(setting, attack);
    if (!setting.equals("maxResets")) { // that one has ended its request itself
      assertExplained(failure(ConnectionClosedException.class, body), limit);
    }
    assertCutOff(setting, limit, other);
  }

  /** @return the setting with its value */
  private String flood(String setting, IntFunction<RawFrame> attack) {
    int maximum = new Http2Limits().toJson().getInteger(setting);
    AtomicInteger sent = new AtomicInteger();
    // More than the maximum: as time goes by, the limit lets through as many again in ten seconds.
    Repeat.until(setting + " is reached", () -> session.metrics().limitsReached(setting) > 0, () -> {
      RawFrame[] frames = new RawFrame[100];
      Arrays.setAll(frames, i -> attack.apply(sent.getAndIncrement()));
      peer.trySend(frames);
      assertOthersAreServed();
    });
    assertTrue(sent.get() >= maximum, () -> "cut off after " + sent);
    return setting + " = " + maximum;
  }

  private void assertCutOff(String setting, String limit, Future<?> other) {
    assertExplained(failure(ConnectionClosedException.class, other), limit);
    RawFrame goAway = peer.acknowledging(false).expectGoAway(ErrorCode.ENHANCE_YOUR_CALM);
    assertTrue(goAway.debugText().contains(limit), goAway.debugText());
    peer.expectClosed();
    assertEquals(1, session.metrics().limitsReached(setting));
    Leaks.eventually("no stream is left", () -> session.metrics().openStreams() == 0);
  }

  static Stream<Arguments> afterTheEnd() {
    return Stream.of(
      flood("a second head", "maxOtherFrames", i -> RawFrame.headers(1, true, HpackBlock.status(200))),
      flood("more trailers", "maxOtherFrames", i -> RawFrame.headers(1, true, HpackBlock.of("x", "y"))),
      flood("the end again", "maxEmptyData", i -> RawFrame.data(1, NOTHING, true)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("afterTheEnd")
  void frames_of_a_finished_request(String name, String setting, IntFunction<RawFrame> attack) {
    open();
    Future<ClientResponse> done = session.get("/x").send();
    Future<ClientResponse> other = session.get("/y").send();
    peer.request(1);
    peer.request(3);
    peer.send(RawFrame.headers(1, true, HpackBlock.status(204)));
    await(done);
    assertCutOff(setting, flood(setting, attack), other);
  }

  @Test
  void responses_to_requests_that_were_given_up_are_no_flood() {
    open();
    int stream = 1;
    for (int i = 0; i < DEFAULT_MAX_OTHER_FRAMES + 200; i++, stream += 2) {
      ClientRequest request = session.get("/x");
      Future<ClientResponse> response = request.send();
      peer.request(stream);
      request.reset(ErrorCode.CANCEL);
      failure(Http2Exception.class, response);
      peer.expectRst(stream, ErrorCode.CANCEL);
      peer.send(RawFrame.headers(stream, false, HpackBlock.status(200)), RawFrame.data(stream, "x", false),
        RawFrame.headers(stream, true, HpackBlock.of("x", "y")));
    }
    assertAlive(stream);
  }

  private void open(Http2Limits limits, long... idsAndValues) {
    ClientOptions options = options();
    options.getHttp2().setLimits(limits);
    open(options, idsAndValues);
  }

  /** RFC 9113 section 8.1: a server that has responded may stop the rest of the request. */
  @Test
  void resets_of_requests_with_an_early_response_are_no_flood() {
    open(new Http2Limits().setMaxResets(20));
    int stream = 1;
    for (int i = 0; i < 200; i++, stream += 2) {
      ClientRequest request = session.post("/x");
      request.write(Buffer.buffer("some"));
      peer.readUntil(FrameType.HEADERS);
      peer.send(RawFrame.headers(stream, true, HpackBlock.status(413)), RawFrame.rst(stream, ErrorCode.NO_ERROR));
      assertEquals(413, await(request.response()).status());
    }
    assertAlive(stream);
  }

  /** Not every server waits until half of a window is used. */
  @Test
  void windows_that_are_opened_for_each_request_are_no_flood() {
    open(new Http2Limits().setMaxWindowUpdates(20));
    int stream = 1;
    for (int i = 0; i < 200; i++, stream += 2) {
      Future<ClientResponse> response = session.post("/x").send("body");
      peer.request(stream);
      peer.send(RawFrame.windowUpdate(0, 4), RawFrame.windowUpdate(stream, 4),
        RawFrame.headers(stream, true, HpackBlock.status(204)));
      assertEquals(204, await(response).status());
    }
    assertAlive(stream);
  }

  @Test
  void windows_that_are_opened_for_each_short_message_are_no_flood() {
    open(new Http2Limits().setMaxWindowUpdates(20));
    ClientRequest request = session.post("/x");
    for (int i = 0; i < 200; i++) {
      await(request.write(Buffer.buffer("message")));
      peer.readUntil(FrameType.DATA);
      peer.send(RawFrame.windowUpdate(0, 7), RawFrame.windowUpdate(1, 7)).roundTrip();
    }
    assertAlive(3);
  }

  @Test
  void a_window_that_opens_byte_by_byte_while_a_body_waits_is_a_flood() {
    open(new Http2Limits().setMaxWindowUpdates(20), SettingId.INITIAL_WINDOW_SIZE.id(), 0);
    Future<ClientResponse> response = session.post("/x").send("x".repeat(10_000));
    peer.acknowledging(false).skipping(FrameType.SETTINGS, FrameType.WINDOW_UPDATE).expectHeaders(1);
    RawFrame frame;
    int bytes = 0;
    do {
      peer.send(RawFrame.windowUpdate(1, 1));
      frame = peer.read();
    } while (frame.is(FrameType.DATA) && ++bytes < 1000);
    assertTrue(frame.is(FrameType.GOAWAY), "after " + bytes + " bytes: " + frame);
    assertExplained(failure(ConnectionClosedException.class, response), "maxWindowUpdates = 20");
  }

  @Test
  void a_flood_of_CONTINUATION() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)).without(Flag.END_HEADERS));
    for (int i = 0; i <= DEFAULT_MAX_CONTINUATIONS; i++) {
      peer.send(RawFrame.continuation(1, false, NOTHING));
    }
    assertExplained(failure(ConnectionClosedException.class, response), "maxContinuations = "
      + DEFAULT_MAX_CONTINUATIONS);
    assertEquals(1, session.metrics().limitsReached("maxContinuations"));
    assertOthersAreServed();
  }
}
