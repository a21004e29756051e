package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.PushedRequest;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a client does with the pushes of a server, RFC 9113 section 8.4. */
class ClientPushIT extends ClientPushScript {
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
    assertEquals("GET http " + authority() + " /style.css?v=1 text/css 2", request.method() + " " + request.scheme()
      + " "
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
  void an_authority_is_the_same_in_capitals_and_with_the_port_that_goes_without_saying() {
    openPushing();
    Future<ClientResponse> page = session.get("http://Example.org/").pushHandler(this::take).send();
    peer.request(1);
    peer.send(RawFrame.pushPromise(1, 2, HpackBlock.of(":method", "GET", ":scheme", "http", ":authority",
      "EXAMPLE.org:80", ":path", "/a")), RawFrame.headers(2, true, HpackBlock.status(200)));
    respond(1, page);
    assertEquals(200, await(taken.get(0)).status());
  }

  @Test
  void the_response_to_a_promised_head_may_have_a_length_without_a_body() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(RawFrame.pushPromise(1, 2, HpackBlock.of(":method", "HEAD", ":scheme", "http", ":authority", authority(),
      ":path", "/a")), RawFrame.headers(2, true, HpackBlock.status(200, "content-length", "1000")));
    respond(1, page);
    ClientResponse head = await(taken.get(0));
    assertEquals(1000, head.contentLength());
    assertEquals(0, await(on(head::body)).length());
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
    respond(3, second);
    respond(1, first);
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
    respond(1, page);
  }

  @Test
  void a_push_ends_after_the_goaway_that_it_crossed() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(promise(1, 2, "/a"), RawFrame.goAway(1, ErrorCode.NO_ERROR));
    respond(1, page);
    peer.send(RawFrame.headers(2, false, HpackBlock.status(200)), RawFrame.data(2, "whole", true));
    assertEquals("whole", await(await(taken.get(0)).text()));
    peer.expectClosed();
  }

  @Test
  void a_session_that_is_closed_waits_for_the_pushes_that_were_taken() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(promise(1, 2, "/a"));
    respond(1, page);
    Future<Void> closed = session.close();
    peer.roundTrip();
    assertFalse(closed.isComplete());
    peer.send(RawFrame.headers(2, false, HpackBlock.status(200)), RawFrame.data(2, "whole", true));
    assertEquals("whole", await(await(taken.get(0)).text()));
    await(closed);
  }

  @Test
  void a_pushed_body_that_nobody_reads_stops_at_its_window_and_holds_up_no_other() {
    Http2Options http2 = pushing();
    http2.getSettings().setInitialWindowSize(1000);
    open(options(http2));
    Future<ClientResponse> page = get(1);
    peer.send(promise(1, 2, "/a"), RawFrame.headers(2, false, HpackBlock.status(200)), RawFrame.data(2, pattern(1000),
      false));
    respond(1, page);
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
