package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Peers that begin something and never end it, in each phase of a connection. */
class SlowPeersIT extends AttackScript {
  private static final int PATIENCE = 300;
  /** For who has to go on in time: long enough on a busy machine. */
  private static final int LONG_PATIENCE = 5000;
  private static final int MANY = 20;
  private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");

  private void serve(ServerOptions options) {
    serve(options, request -> { });
  }

  private static ServerOptions options() {
    return options(new Http2Options());
  }

  private FramePeer sending(byte[] bytes) {
    return connect().acknowledging(false).sendBytes(bytes);
  }

  private void assertCounted(String setting, long times) {
    Leaks.eventually(setting + " is counted " + times + " times", () -> server.metrics().limitsReached(
      setting) == times);
  }

  private static void assertNames(String setting, RawFrame goAway) {
    assertTrue(goAway.debugText().contains(setting + " = " + PATIENCE), goAway.debugText());
  }

  // --- before the first stream ---

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "PRI * HTTP/2.0\r\n\r", "GET / HTTP/1.1\r\nhost: ",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"})
  void connections_that_stop_before_their_SETTINGS(String begun) {
    serve(options(new Http2Options().setHandshakeTimeout(PATIENCE)));
    List<FramePeer> attackers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      attackers.add(sending(begun.getBytes(StandardCharsets.US_ASCII)));
    }
    assertOthersAreServed();
    attackers.forEach(FramePeer::expectClosed);
    assertCounted("handshakeTimeout", MANY);
    assertOthersAreServed();
  }

  static Stream<Arguments> clientHellos() {
    return Stream.of(arguments("nothing", new byte[0]), arguments("the head of a record", new byte[] {22, 3, 1, 2, 0}));
  }

  @ParameterizedTest(name = "after {0}")
  @MethodSource("clientHellos")
  void a_TLS_handshake_that_stops(String name, byte[] begun) {
    ServerOptions options = options().setSsl(true).setKeyCertOptions(CERTIFICATE.keyCertOptions());
    options.setSslHandshakeTimeout(PATIENCE).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    serve(options);
    FramePeer attacker = sending(begun);
    attacker.expectClosed();
    assertEquals(0, server.metrics().connections());
  }

  // --- header blocks ---

  private static byte[] firstHalf(RawFrame frame) {
    byte[] bytes = frame.bytes();
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  static Stream<Arguments> halfBlocks() {
    RawFrame head = RawFrame.headers(1, true, get("/"));
    return Stream.of(
      arguments("the head of HEADERS", Arrays.copyOf(head.bytes(), RawFrame.HEADER_LENGTH)),
      arguments("half a HEADERS frame", firstHalf(head)),
      arguments("HEADERS without END_HEADERS", head.without(Flag.END_HEADERS).bytes()),
      arguments("half a CONTINUATION", HpackBlock.concat(head.without(Flag.END_HEADERS).bytes(),
        firstHalf(RawFrame.continuation(1, true, HpackBlock.of("x", "y"))))),
      arguments("half of the trailers", HpackBlock.concat(RawFrame.headers(1, false, HpackBlock.post("/")).bytes(),
        firstHalf(RawFrame.headers(1, true, HpackBlock.of("x", "y".repeat(100)))))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("halfBlocks")
  void a_header_block_that_does_not_end(String name, byte[] begun) {
    serve(options().setHeadersTimeout(PATIENCE));
    FramePeer attacker = open().acknowledging(false);
    attacker.sendBytes(begun);
    assertOthersAreServed();
    assertNames("headersTimeout", attacker.expectGoAway(ErrorCode.ENHANCE_YOUR_CALM));
    attacker.expectClosed();
    assertCounted("headersTimeout", 1);
  }

  @Test
  void a_header_block_that_comes_octet_by_octet() {
    serve(options().setHeadersTimeout(PATIENCE));
    FramePeer attacker = open().acknowledging(false);
    byte[] frame = RawFrame.headers(1, true, get("/" + "x".repeat(16_000))).bytes();
    AtomicInteger at = new AtomicInteger();
    Repeat.until("headersTimeout", () -> server.metrics().limitsReached("headersTimeout") > 0, () -> {
      if (at.get() < frame.length - 1) { // the last one never comes
        attacker.sendBytes(new byte[] {frame[at.getAndIncrement()]});
      }
      assertOthersAreServed();
    });
    assertNames("headersTimeout", attacker.expectGoAway(ErrorCode.ENHANCE_YOUR_CALM));
  }

  static Stream<Arguments> passedOver() {
    return Stream.of(
      arguments("half a frame head", new byte[] {0, 0}),
      arguments("HEADERS that stop before their padding",
        Arrays.copyOf(RawFrame.paddedHeaders(1, true, get("/"), 9).bytes(), RawFrame.HEADER_LENGTH)),
      arguments("a block that was refused", RawFrame.headers(1, true, HpackBlock.get("/", "X", "y")).without(
        Flag.END_HEADERS).bytes()),
      arguments("half a PING", firstHalf(RawFrame.ping(1))));
  }

  /** They hold no more than a connection that says nothing at all. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("passedOver")
  void frames_that_open_no_stream_leave_the_connection_idle(String name, byte[] begun) {
    ServerOptions options = options();
    options.setIdleTimeout(PATIENCE).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    serve(options);
    FramePeer attacker = beforeItAccepts(() -> connect().acknowledging(false).beginHandshake().sendBytes(begun));
    assertOthersAreServed();
    attacker.expectGoAway(ErrorCode.NO_ERROR);
    attacker.expectClosed();
  }

  // --- bodies ---

  private void serveReading(ServerOptions options) {
    serve(options, request -> request.body().onSuccess(body -> request.response().end()));
  }

  private static RawFrame upload(int stream) {
    return RawFrame.headers(stream, false, HpackBlock.post("/upload"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "some of it"})
  void a_body_that_stalls(String begun) {
    serveReading(options().setBodyTimeout(PATIENCE));
    FramePeer attacker = open();
    attacker.send(upload(1), RawFrame.data(1, begun, false));
    assertOthersAreServed();
    attacker.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    assertCounted("bodyTimeout", 1);
    assertAlive(attacker, 3);
  }

  @Test
  void a_body_that_comes_octet_by_octet() {
    // On a fast machine the default is not beyond what comes octet by octet.
    serveReading(options(new Http2Options().setMinProgress(65_535)).setBodyTimeout(PATIENCE));
    FramePeer attacker = open();
    attacker.send(upload(1));
    Repeat.until("bodyTimeout", () -> server.metrics().limitsReached("bodyTimeout") > 0, () -> {
      attacker.send(RawFrame.data(1, "x", false));
      assertOthersAreServed();
    });
    attacker.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    assertAlive(attacker, 3);
  }

  @Test
  void a_body_that_arrives_fast_enough_and_an_unread_one_are_not_reset() {
    int minProgress = 100;
    Promise<ServerRequest> paused = Promise.promise();
    Http2Options http2 = new Http2Options().setMinProgress(minProgress).setLimits(new Http2Limits().setMaxPings(0));
    serve(options(http2).setBodyTimeout(LONG_PATIENCE), request -> {
      if (request.path().equals("/paused")) {
        paused.complete(request.pause());
      } else {
        request.body().onSuccess(body -> request.response().end());
      }
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/paused")), RawFrame.data(1, "x", false), upload(3));
    await(paused.future());
    FramePeer attacker = open().acknowledging(false);
    attacker.send(upload(1));
    // The attacker's end tells that the time is over for all.
    Repeat.until("bodyTimeout", () -> server.metrics().limitsReached("bodyTimeout") > 0, () -> {
      peer.send(RawFrame.data(3, "x".repeat(minProgress), false)).roundTrip();
      assertOthersAreServed();
    });
    attacker.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    peer.send(RawFrame.data(3, "x", true));
    assertEquals(200, peer.response(3).status());
    peer.send(RawFrame.data(1, "y", true));
    paused.future().result().body().onSuccess(body -> paused.future().result().response().end(body));
    assertEquals("xy", peer.response(1).text());
    assertEquals(1, server.metrics().limitsReached("bodyTimeout"));
  }

  @Test
  void requests_that_do_not_end_after_their_response() {
    ServerOptions options = options().setBodyTimeout(PATIENCE);
    options.setIdleTimeout(PATIENCE).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    serve(options, request -> request.response().setStatus(404).end());
    RawFrame[] uploads = new RawFrame[MANY];
    Arrays.setAll(uploads, i -> upload(2 * i + 1));
    FramePeer attacker = openSending(uploads);
    assertOthersAreServed();
    for (int i = 0; i < MANY; i++) {
      assertEquals(404, attacker.response(2 * i + 1).status());
      attacker.expectRst(2 * i + 1, ErrorCode.NO_ERROR); // RFC 9113 section 8.1
    }
    assertCounted("bodyTimeout", MANY);
    attacker.expectGoAway(ErrorCode.NO_ERROR); // nothing is open that would keep an idle connection
    attacker.expectClosed();
  }

  @Test
  void a_body_that_arrives_fast_enough_continues_after_the_response() {
    int minProgress = 100;
    Promise<Buffer> received = Promise.promise();
    Http2Options http2 = new Http2Options().setMinProgress(minProgress).setLimits(new Http2Limits().setMaxPings(0));
    serve(options(http2).setBodyTimeout(LONG_PATIENCE), request -> {
      Future<Buffer> body = request.body();
      if (request.path().equals("/long")) {
        body.onComplete(received);
      }
      request.response().end("early");
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/long")));
    assertEquals("early", peer.response(1).text());
    FramePeer attacker = open().acknowledging(false);
    attacker.send(upload(1));
    AtomicInteger sent = new AtomicInteger();
    // The attacker's end tells that the time is over for all.
    Repeat.until("bodyTimeout", () -> server.metrics().limitsReached("bodyTimeout") > 0, () -> {
      peer.send(RawFrame.data(1, "x".repeat(minProgress), false)).roundTrip();
      sent.addAndGet(minProgress);
      assertOthersAreServed();
    });
    attacker.expectRst(1, ErrorCode.NO_ERROR);
    peer.send(RawFrame.data(1, "", true));
    assertEquals(sent.get(), await(received.future()).length());
    assertEquals(1, server.metrics().limitsReached("bodyTimeout"));
    assertAlive(peer, 3);
  }

  // --- peers that are gone ---

  @Test
  void a_peer_that_sends_nothing_while_its_request_is_open() {
    serve(options(new Http2Options().setKeepAliveInterval(PATIENCE).setKeepAliveTimeout(PATIENCE)));
    FramePeer attacker = open().acknowledging(false);
    attacker.send(RawFrame.headers(1, true, get("/poll")));
    assertOthersAreServed();
    assertNames("keepAliveTimeout", attacker.expectGoAway(ErrorCode.ENHANCE_YOUR_CALM));
    attacker.expectClosed();
    assertCounted("keepAliveTimeout", 1);
  }

  @Test
  void a_connection_that_is_old_ends_when_its_requests_have() {
    Promise<ServerRequest> held = Promise.promise();
    serve(options().setMaxConnectionAge(PATIENCE), held::complete);
    FramePeer peer = openSending(RawFrame.headers(1, true, get("/long")));
    peer.expectGoAway(ErrorCode.NO_ERROR);
    assertEquals(1, peer.roundTrip().expectGoAway(ErrorCode.NO_ERROR).lastStreamId());
    ServerRequest request = await(held.future());
    assertFalse(request.response().isEnded());
    request.response().end("done");
    assertEquals("done", peer.response(1).text());
    peer.expectClosed();
    assertOthersAreServed();
  }
}
