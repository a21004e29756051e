package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.Http2RequestOptions;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.conformance.ServerScript;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Responses that are gathered in memory, and have no end. */
class EndlessResponsesIT extends HostileScript {
  private static final int MAXIMUM = 100_000;
  private static final int FRAME = 16_384;
  private static final int WINDOW = 64 << 10;

  private ClientOptions limited(int maxBodySize) {
    Http2Options http2 = new Http2Options().setMaxBodySize(maxBodySize);
    http2.getSettings().setInitialWindowSize(WINDOW).setPushEnabled(true);
    return options(http2);
  }

  private Future<ClientResponse> responded(int stream, String... fields) {
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(stream);
    peer.send(RawFrame.headers(stream, false, HpackBlock.status(200, fields)));
    return response;
  }

  /** DATA without an end, as the window allows, while somebody waits for it; how many bytes. */
  private int flood(int stream, Future<?> body) {
    int sent = 0;
    for (int window = WINDOW; !body.isComplete() && window >= FRAME; window -= FRAME) {
      peer.send(RawFrame.data(stream, new byte[FRAME], false));
      sent += FRAME;
      window += ServerScript.credits(peer).getOrDefault(stream, 0);
      assertTrue(sent < 50 * MAXIMUM, "bytes that were taken: " + sent);
    }
    return sent;
  }

  private static void assertRefused(int maximum, Future<?> body) {
    StreamClosedException failure = failure(StreamClosedException.class, body);
    assertExplained(failure, "maxBodySize = " + maximum + " bytes");
    assertEquals(Initiator.LOCAL, failure.initiator());
    assertTrue(failure.getMessage().contains("http2.maxBodySize") && failure.getMessage().contains(
      "handler or read(n)"), failure.getMessage());
  }

  private void assertCounted(long times) {
    Leaks.eventually("it is counted", () -> session.metrics().limitsReached("maxBodySize") == times);
    Leaks.eventually("it is reset", () -> session.metrics().resets(Initiator.LOCAL,
      ErrorCode.ENHANCE_YOUR_CALM) == times);
  }

  @Test
  void a_collected_body_is_limited_and_its_stream_is_reset() {
    open(limited(MAXIMUM));
    Future<String> body = responded(1).compose(ClientResponse::text);
    int sent = flood(1, body);
    assertTrue(sent <= MAXIMUM + WINDOW, "bytes that were taken: " + sent);
    assertRefused(MAXIMUM, body);
    assertCounted(1);
    assertOthersAreServed();
    assertAlive(3);
  }

  @Test
  void a_request_by_itself_ends_with_its_connection() {
    int maximum = WINDOW / 2;
    ClientOptions options = limited(maximum);
    Future<ClientResponse> response = Http2.get(vertx, "http://127.0.0.1:" + listening.getLocalPort() + "/x",
      new Http2RequestOptions().setClient(options));
    peer = closing(FramePeer.accept(listening));
    peer.handshake();
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)));
    for (int sent = 0; sent < WINDOW; sent += FRAME) {
      peer.trySend(RawFrame.data(1, new byte[FRAME], false));
    }
    assertRefused(maximum, response);
    peer.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    peer.expectGoAway(ErrorCode.NO_ERROR);
    peer.expectClosed();
  }

  @Test
  void a_push_is_a_body_like_any_other() {
    open(limited(10));
    Promise<Buffer> pushed = Promise.promise();
    Future<ClientResponse> page =
      session.get("/x").pushHandler(push -> push.response().compose(ClientResponse::body).onComplete(pushed)).send();
    peer.request(1);
    peer.send(RawFrame.pushPromise(1, 2, HpackBlock.of(":method", "GET", ":scheme", "http", ":authority",
      "127.0.0.1:" + listening.getLocalPort(), ":path", "/style")), RawFrame.headers(1, true, HpackBlock.status(200)),
      RawFrame.headers(2, false, HpackBlock.status(200)), RawFrame.data(2, "12345678901", false));
    assertEquals(200, await(page).status());
    assertRefused(10, pushed.future());
    peer.expectRst(2, ErrorCode.ENHANCE_YOUR_CALM);
    assertCounted(1);
  }

  @Test
  void a_body_of_the_limit_passes_and_one_more_byte_does_not() {
    open(limited(10));
    Future<Buffer> fits = responded(1, "content-length", "10").compose(ClientResponse::body);
    peer.send(RawFrame.data(1, "12345", false), RawFrame.data(1, "67890", true));
    assertEquals("1234567890", await(fits).toString());
    Future<Buffer> tooLong = responded(3).compose(ClientResponse::body);
    peer.send(RawFrame.data(3, "12345", false), RawFrame.data(3, "678901", false));
    assertRefused(10, tooLong);
    peer.expectRst(3, ErrorCode.ENHANCE_YOUR_CALM);
    assertCounted(1);
    assertAlive(5);
  }

  @Test
  void a_body_that_is_too_long_fails_also_when_its_stream_has_ended() {
    open(limited(10));
    Future<ClientResponse> response = responded(1);
    peer.send(RawFrame.data(1, "12345678901", true)).roundTrip();
    assertRefused(10, await(response).body());
    Leaks.eventually("it is counted", () -> session.metrics().limitsReached("maxBodySize") == 1);
    peer.expectSilence();
    assertAlive(3);
  }

  @Test
  void a_content_length_counts_where_there_is_a_body() {
    open(limited(10));
    Future<Buffer> tooLong = responded(1, "content-length", "11").compose(ClientResponse::body);
    peer.send(RawFrame.data(1, "1", false));
    assertRefused(10, tooLong);
    peer.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    Future<Buffer> none = session.request(HttpMethod.HEAD, "/x").send().compose(ClientResponse::body);
    peer.request(3);
    peer.send(RawFrame.headers(3, false, HpackBlock.status(200, "content-length", "1000"))).roundTrip();
    peer.send(RawFrame.data(3, "", true));
    assertEquals(0, await(none).length());
    assertCounted(1);
  }

  @Test
  void a_handler_takes_any_length() {
    open(limited(10));
    Promise<Integer> counted = Promise.promise();
    Future<ClientResponse> response = session.get("/x").send().onSuccess(r -> {
      int[] bytes = {0};
      r.handler(chunk -> bytes[0] += chunk.length()).endHandler(v -> counted.complete(bytes[0]));
    });
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, new byte[FRAME], false),
      RawFrame.data(1, new byte[FRAME], true));
    await(response);
    assertEquals(2 * FRAME, await(counted.future()));
    assertEquals(0, session.metrics().limitsReached("maxBodySize"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Integer.MAX_VALUE})
  void nothing_is_too_long_without_a_limit(int none) {
    open(limited(none));
    Future<Buffer> body = responded(1).compose(ClientResponse::body);
    for (int i = 0; i < 4; i++) {
      peer.send(RawFrame.data(1, new byte[FRAME], i == 3));
    }
    assertEquals(4 * FRAME, await(body).length());
  }
}
