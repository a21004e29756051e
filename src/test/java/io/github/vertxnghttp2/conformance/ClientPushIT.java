package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.PushedRequest;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a client does with the pushes of a server, RFC 9113 section 8.4. */
class ClientPushIT extends ClientScript {
  /** What the handler of {@link #get} was given, and the responses that it took. */
  private final List<PushedRequest> pushed = Collections.synchronizedList(new ArrayList<>());
  private final List<Future<ClientResponse>> taken = Collections.synchronizedList(new ArrayList<>());

  private static Http2Options pushing() {
    Http2Options http2 = new Http2Options();
    http2.getSettings().setPushEnabled(true).setMaxConcurrentStreams(10);
    return http2;
  }

  private void openPushing() {
    open(options(pushing()));
  }

  private void take(PushedRequest request) {
    pushed.add(request);
    taken.add(request.response());
  }

  /** A request whose pushes are all taken; its head has been read. */
  private Future<ClientResponse> get(int streamId) {
    ClientRequest request = session.get("/page").pushHandler(this::take);
    Future<ClientResponse> answer = request.send();
    peer.request(streamId);
    return answer;
  }

  private String authority() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  private byte[] promised(String path, String... more) {
    return HpackBlock.concat(HpackBlock.of(":method", "GET", ":scheme", "http", ":authority", authority(), ":path", path),
      HpackBlock.of(more));
  }

  private RawFrame promise(int streamId, int promisedStreamId, String path) {
    return RawFrame.pushPromise(streamId, promisedStreamId, promised(path));
  }

  private void answer(int streamId, Future<ClientResponse> response) {
    peer.send(RawFrame.headers(streamId, true, HpackBlock.status(200)));
    assertEquals(200, await(response).status());
  }

  private void assertAlive(int streamId) {
    Future<ClientResponse> response = session.get("/alive").send();
    peer.request(streamId);
    answer(streamId, response);
  }

  @Test
  void push_is_off_unless_set_and_then_limited() {
    Future<?> off = connect(options());
    RawFrame settings = peer.handshake();
    assertEquals(0, settings.setting(SettingId.ENABLE_PUSH, -1));
    await(off);
    Future<?> on = connect(options(pushing()));
    settings = peer.handshake();
    await(on);
    assertEquals(-1, settings.setting(SettingId.ENABLE_PUSH, -1), "1 is the initial value");
    assertEquals(10, settings.setting(SettingId.MAX_CONCURRENT_STREAMS, -1));
  }

  @Test
  void a_push_is_taken_with_its_body_and_trailers() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(RawFrame.pushPromise(1, 2, promised("/style.css?v=1", "accept", "text/css")),
      RawFrame.headers(1, true, HpackBlock.status(200, "x-page", "1")),
      RawFrame.headers(2, false, HpackBlock.status(203, "x-style", "1")), RawFrame.data(2, "body", false),
      RawFrame.headers(2, true, HpackBlock.of("x-last", "2")));
    ClientResponse response = await(page);
    assertEquals("1", response.headers().get("x-page"));
    PushedRequest request = pushed.get(0);
    assertEquals("GET http " + authority() + " /style.css?v=1 text/css 2", request.method() + " " + request.scheme() + " "
      + request.authority() + " " + request.uri() + " " + request.headers().get("accept") + " " + request.streamId());
    assertEquals(1, request.headers().size());
    ClientResponse style = await(taken.get(0));
    assertEquals("203 1 2", style.status() + " " + style.header("x-style") + " " + style.streamId());
    assertSame(response.request(), style.request());
    assertSame(response.request(), request.associated());
    assertEquals("body", await(on(style::text)));
    assertEquals("2", on(style::trailers).get("x-last"));
  }

  @Test
  void D9_headers_of_a_promise_do_not_land_in_the_response() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200, "x-own", "1")), promise(1, 2, "/a"),
      RawFrame.headers(2, true, HpackBlock.status(404)), RawFrame.data(1, "page", true));
    ClientResponse response = await(page);
    assertEquals("200 1 1", response.status() + " " + response.header("x-own") + " " + response.headers().size());
    assertEquals("page", await(on(response::text)));
    assertEquals(404, await(taken.get(0)).status());
  }

  @Test
  void early_hints_of_a_push_are_told_apart() {
    openPushing();
    List<Integer> informed = Collections.synchronizedList(new ArrayList<>());
    Promise<ClientResponse> response = Promise.promise();
    session.get("/page").informationalHandler(i -> informed.add(-i.status())).pushHandler(push ->
      push.informationalHandler(i -> informed.add(i.status())).response().onComplete(response)).send();
    peer.request(1);
    peer.send(promise(1, 2, "/a"), RawFrame.headers(2, false, HpackBlock.status(103)),
      RawFrame.headers(1, false, HpackBlock.status(102)), RawFrame.headers(2, true, HpackBlock.status(200)));
    assertEquals(200, await(response.future()).status());
    assertEquals(List.of(103, -102), informed);
  }

  @Test
  void a_push_that_nobody_takes_is_refused_at_once() {
    openPushing();
    Future<ClientResponse> none = session.get("/page").send();
    peer.request(1);
    Future<ClientResponse> idle = session.get("/page").pushHandler(pushed::add).send();
    peer.request(3);
    Future<ClientResponse> refusing = session.get("/page").pushHandler(PushedRequest::refuse).send();
    peer.request(5);
    Future<ClientResponse> picky = session.get("/page").pushHandler(push -> push.reset(ErrorCode.REFUSED_STREAM)).send();
    peer.request(7);
    Future<ClientResponse> failing = session.get("/page").pushHandler(push -> {
      throw new IllegalStateException("a handler that fails, on purpose");
    }).send();
    peer.request(9);
    peer.send(promise(1, 2, "/a"), promise(3, 4, "/a"), promise(5, 6, "/a"), promise(7, 8, "/a"), promise(9, 10, "/a"));
    peer.expectRst(2, ErrorCode.CANCEL);
    peer.expectRst(4, ErrorCode.CANCEL);
    peer.expectRst(6, ErrorCode.CANCEL);
    peer.expectRst(8, ErrorCode.REFUSED_STREAM);
    peer.expectRst(10, ErrorCode.CANCEL);
    peer.send(RawFrame.headers(2, false, HpackBlock.status(200)), RawFrame.data(2, "on its way already", true));
    answer(1, none);
    answer(3, idle);
    answer(5, refusing);
    answer(7, picky);
    answer(9, failing);
    assertEquals("CANCEL LOCAL", describe(failure(StreamClosedException.class, pushed.get(0).response())));
    assertSilence(peer);
  }

  private static String describe(Http2Exception failure) {
    return failure.errorCode() + " " + failure.initiator();
  }

  @Test
  void a_handler_of_the_session_takes_what_requests_do_not() {
    openPushing();
    session.pushHandler(this::take);
    List<String> own = Collections.synchronizedList(new ArrayList<>());
    session.get("/page").send();
    peer.request(1);
    session.get("/page").pushHandler(push -> own.add(push.uri())).send();
    peer.request(3);
    peer.send(promise(1, 2, "/session"), promise(3, 4, "/request"), RawFrame.headers(2, true, HpackBlock.status(200)));
    peer.expectRst(4, ErrorCode.CANCEL);
    assertEquals(List.of("/request"), own);
    assertEquals("/session", pushed.get(0).uri());
    assertEquals(200, await(taken.get(0)).status());
  }

  @Test
  void a_handler_without_the_setting_is_refused_by_its_name() {
    open();
    for (IllegalStateException e : List.of(
      assertThrows(IllegalStateException.class, () -> session.pushHandler(this::take)),
      assertThrows(IllegalStateException.class, () -> session.get("/x").pushHandler(this::take)))) {
      assertTrue(e.getMessage().contains("http2.settings.pushEnabled"), e.getMessage());
    }
  }

  @Test
  void a_push_although_it_is_off_ends_the_connection_and_says_why() {
    open();
    Future<ClientResponse> answer = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.pushPromise(1, 2, promised("/a")));
    peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    peer.expectClosed();
    Http2Exception failure = failure(Http2Exception.class, answer);
    assertEquals(ErrorCode.PROTOCOL_ERROR, failure.errorCode());
    assertTrue(failure.getMessage().contains("PUSH_PROMISE although settings.pushEnabled is false"), failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"POST,http,", "PUT,http,", "OPTIONS,http,", "GET,https,", "GET,http,example.org", "GET,http,127.0.0.1:1",
    "GET,http,localhost"})
  void a_promise_that_the_server_must_not_make_is_refused(String method, String scheme, String authority) {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(RawFrame.pushPromise(1, 2, HpackBlock.of(":method", method, ":scheme", scheme,
      ":authority", authority == null ? authority() : authority, ":path", "/a")));
    peer.expectRst(2, ErrorCode.PROTOCOL_ERROR);
    assertEquals(List.of(), pushed);
    answer(1, page);
    assertAlive(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"content-length: 3", "connection: close", "X-Upper: 1", ":status: 200"})
  void a_promise_with_a_field_that_it_must_not_have_is_refused(String field) {
    openPushing();
    Future<ClientResponse> page = get(1);
    String[] parts = field.split(": ");
    peer.send(RawFrame.pushPromise(1, 2, promised("/a", parts)));
    peer.expectRst(2, ErrorCode.PROTOCOL_ERROR);
    assertEquals(List.of(), pushed);
    answer(1, page);
    assertAlive(3);
  }

  @Test
  void a_promise_without_an_authority_is_refused() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(RawFrame.pushPromise(1, 2, HpackBlock.of(":method", "GET", ":scheme", "http", ":path", "/a", "host", authority())),
      RawFrame.pushPromise(1, 4, HpackBlock.of(":method", "GET", ":scheme", "http", ":path", "/a")));
    peer.expectRst(2, ErrorCode.PROTOCOL_ERROR);
    peer.expectRst(4, ErrorCode.PROTOCOL_ERROR);
    answer(1, page);
  }

  @Test
  void an_authority_is_the_same_in_capitals_and_with_the_port_that_goes_without_saying() {
    openPushing();
    Future<ClientResponse> page = session.get("http://Example.org/").pushHandler(this::take).send();
    peer.request(1);
    peer.send(RawFrame.pushPromise(1, 2, HpackBlock.of(":method", "GET", ":scheme", "http", ":authority", "EXAMPLE.org:80",
      ":path", "/a")), RawFrame.headers(2, true, HpackBlock.status(200)));
    answer(1, page);
    assertEquals(200, await(taken.get(0)).status());
  }

  @Test
  void the_answer_to_a_promised_head_may_have_a_length_without_a_body() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(RawFrame.pushPromise(1, 2, HpackBlock.of(":method", "HEAD", ":scheme", "http", ":authority", authority(),
      ":path", "/a")), RawFrame.headers(2, true, HpackBlock.status(200, "content-length", "1000")));
    answer(1, page);
    ClientResponse head = await(taken.get(0));
    assertEquals(1000, head.contentLength());
    assertEquals(0, await(on(head::body)).length());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_header_list_over_the_limit_in_a_promise_or_a_pushed_response_costs_that_push_only(boolean inPromise) {
    Http2Options http2 = pushing();
    http2.getSettings().setMaxHeaderListSize(4000);
    open(options(http2));
    Future<ClientResponse> page = get(1);
    // an entry of 3,000 octets, and a hundred references to it in an octet each
    byte[] bomb = HpackBlock.concat(HpackBlock.indexing("x-bomb", "b".repeat(3000)), new byte[100]);
    Arrays.fill(bomb, bomb.length - 100, bomb.length, (byte) (0x80 | 62));
    if (inPromise) {
      peer.send(RawFrame.pushPromise(1, 2, HpackBlock.concat(promised("/a"), bomb)));
    } else {
      peer.send(promise(1, 2, "/a"), RawFrame.headers(2, false, HpackBlock.concat(HpackBlock.status(200), bomb)));
    }
    peer.expectRst(2, ErrorCode.ENHANCE_YOUR_CALM);
    assertEquals(inPromise ? 0 : 1, pushed.size());
    if (!inPromise) {
      assertEquals(ErrorCode.ENHANCE_YOUR_CALM, failure(Http2Exception.class, taken.get(0)).errorCode());
    }
    peer.send(promise(1, 4, "/b"), RawFrame.headers(4, true, HpackBlock.status(200)));
    answer(1, page);
    assertEquals("/b", pushed.get(pushed.size() - 1).uri());
    assertEquals(200, await(taken.get(taken.size() - 1)).status());
  }

  @Test
  void promises_beyond_the_limit_are_refused_until_there_is_room() {
    Http2Options http2 = pushing();
    http2.getSettings().setMaxConcurrentStreams(2);
    open(options(http2));
    Future<ClientResponse> page = get(1);
    peer.send(promise(1, 2, "/a"), promise(1, 4, "/b"), promise(1, 6, "/c"));
    peer.expectRst(6, ErrorCode.CANCEL);
    peer.send(RawFrame.headers(2, true, HpackBlock.status(200)), promise(1, 8, "/d"),
      RawFrame.headers(8, true, HpackBlock.status(200)));
    answer(1, page);
    assertEquals(200, await(taken.get(2)).status());
    assertEquals(List.of("/a", "/b", "/d"), pushed.stream().map(PushedRequest::uri).toList());
  }

  @Test
  void pushes_do_not_count_as_requests_of_ours() {
    open(options(pushing()), SettingId.MAX_CONCURRENT_STREAMS.id(), 2);
    Future<ClientResponse> first = get(1);
    peer.send(promise(1, 2, "/a"), promise(1, 4, "/b"));
    peer.roundTrip();
    assertTrue(session.requestAllowed());
    Future<ClientResponse> second = session.get("/second").send();
    peer.request(3);
    answer(3, second);
    answer(1, first);
  }

  @Test
  void a_push_that_is_cancelled_in_the_middle_of_its_body_ends_there() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(promise(1, 2, "/a"), RawFrame.headers(2, false, HpackBlock.status(200)), RawFrame.data(2, "part", false));
    peer.roundTrip();
    Future<Buffer> body = on(() -> taken.get(0).result().body());
    pushed.get(0).reset(ErrorCode.CANCEL);
    peer.expectRst(2, ErrorCode.CANCEL);
    assertEquals("CANCEL LOCAL", describe(failure(StreamClosedException.class, body)));
    peer.send(RawFrame.data(2, "more", true));
    answer(1, page);
  }

  @Test
  void a_push_that_the_server_takes_back_fails() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(promise(1, 2, "/a"), promise(1, 4, "/b"), RawFrame.rst(2, ErrorCode.INTERNAL_ERROR),
      RawFrame.headers(4, false, HpackBlock.status(200)), RawFrame.rst(4, ErrorCode.INTERNAL_ERROR));
    answer(1, page);
    assertEquals("INTERNAL_ERROR REMOTE", describe(failure(StreamClosedException.class, taken.get(0))));
    Future<Buffer> body = await(taken.get(1)).body();
    assertEquals("INTERNAL_ERROR REMOTE", describe(failure(StreamClosedException.class, body)));
  }

  @Test
  void a_push_goes_on_when_its_request_is_reset_and_later_promises_are_refused() {
    openPushing();
    ClientRequest request = session.get("/page").pushHandler(this::take);
    request.send();
    peer.request(1);
    peer.send(promise(1, 2, "/a"));
    peer.roundTrip();
    request.reset(ErrorCode.CANCEL);
    peer.expectRst(1, ErrorCode.CANCEL);
    peer.send(promise(1, 4, "/late"), RawFrame.headers(2, false, HpackBlock.status(200)), RawFrame.data(2, "still", true));
    peer.expectRst(4, ErrorCode.CANCEL);
    assertEquals("still", await(await(taken.get(0)).text()));
    assertEquals(1, pushed.size());
    assertAlive(3);
  }

  @Test
  void a_promise_whose_request_is_reset_between_its_frames_leaves_nothing_behind() {
    openPushing();
    ClientRequest request = session.get("/page").pushHandler(this::take);
    request.send();
    peer.request(1);
    byte[] block = promised("/a");
    peer.send(RawFrame.pushPromise(1, 2, Arrays.copyOf(block, 10)).without(Flag.END_HEADERS));
    request.reset(ErrorCode.CANCEL);
    peer.expectRst(1, ErrorCode.CANCEL);
    peer.send(RawFrame.continuation(1, true, Arrays.copyOfRange(block, 10, block.length)),
      RawFrame.headers(2, false, HpackBlock.status(200)), RawFrame.data(2, "for nobody", false));
    peer.expectRst(2, ErrorCode.CANCEL);
    assertAlive(3);
    assertEquals(List.of(), pushed);
  }

  @Test
  void a_push_ends_after_the_goaway_that_it_crossed() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(promise(1, 2, "/a"), RawFrame.goAway(1, ErrorCode.NO_ERROR));
    answer(1, page);
    peer.send(RawFrame.headers(2, false, HpackBlock.status(200)), RawFrame.data(2, "whole", true));
    assertEquals("whole", await(await(taken.get(0)).text()));
    peer.expectClosed();
  }

  @Test
  void a_session_that_is_closed_waits_for_the_pushes_that_were_taken() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(promise(1, 2, "/a"));
    answer(1, page);
    Future<Void> closed = session.close();
    peer.roundTrip();
    assertFalse(closed.isComplete());
    peer.send(RawFrame.headers(2, false, HpackBlock.status(200)), RawFrame.data(2, "whole", true));
    assertEquals("whole", await(await(taken.get(0)).text()));
    await(closed);
  }

  @Test
  void a_lost_connection_fails_every_push() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(promise(1, 2, "/a"), promise(1, 4, "/b"), RawFrame.headers(4, false, HpackBlock.status(200)),
      RawFrame.data(4, "part", false));
    peer.roundTrip();
    Future<Buffer> body = on(() -> taken.get(1).result().body());
    peer.reset();
    failure(Http2Exception.class, page);
    failure(Http2Exception.class, taken.get(0));
    failure(Http2Exception.class, body);
  }

  @Test
  void a_pushed_body_that_nobody_reads_stops_at_its_window_and_holds_up_no_other() {
    Http2Options http2 = pushing();
    http2.getSettings().setInitialWindowSize(1000);
    open(options(http2));
    Future<ClientResponse> page = get(1);
    peer.send(promise(1, 2, "/a"), RawFrame.headers(2, false, HpackBlock.status(200)), RawFrame.data(2, pattern(1000), false));
    answer(1, page);
    assertAlive(3);
    ClientResponse pushedResponse = await(taken.get(0));
    Future<Buffer> body = on(pushedResponse::body);
    RawFrame update = peer.readUntil(FrameType.WINDOW_UPDATE);
    while (update.streamId() != 2) {
      update = peer.readUntil(FrameType.WINDOW_UPDATE);
    }
    peer.send(RawFrame.data(2, "end", true));
    assertEquals(1003, await(body).length());
  }
}
