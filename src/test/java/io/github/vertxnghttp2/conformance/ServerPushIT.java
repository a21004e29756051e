package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Pushes as a client sees them on the wire, RFC 9113 section 8.4. */
class ServerPushIT extends ServerScript {
  private static MultiMap fields(String... namesAndValues) {
    MultiMap fields = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  private static Future<ServerResponse> push(ServerRequest request, String path) {
    return request.response().push(HttpMethod.GET, path);
  }

  private static void get(FramePeer peer, int streamId) {
    peer.send(RawFrame.headers(streamId, true, HpackBlock.get("/page")));
  }

  private static HeaderList promise(FramePeer peer, int streamId, int promisedStreamId) {
    RawFrame frame = peer.expect(FrameType.PUSH_PROMISE, streamId);
    assertEquals(promisedStreamId, frame.uint32(0));
    return peer.headers(frame);
  }

  @Test
  void a_promise_comes_before_the_response_that_refers_to_it() {
    serve(request -> {
      request.response().push(HttpMethod.GET, "/style.css?v=1", fields("accept", "text/css"))
        .onSuccess(pushed -> pushed.putHeader("content-type", "text/css").end("body {}"));
      request.response().end("page");
    });
    FramePeer peer = open();
    get(peer, 1);
    assertEquals(HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/style.css?v=1",
      "accept", "text/css"), promise(peer, 1, 2));
    assertEquals("page", peer.response(1).text());
    Message pushed = peer.response(2);
    assertEquals("200 text/css body {}", pushed.status() + " " + pushed.headers().get("content-type") + " " + pushed.text());
    assertAlive(peer, 3);
  }

  @Test
  void a_pushed_response_may_have_early_hints_a_status_and_trailers() {
    serve(request -> {
      push(request, "/a").onSuccess(pushed -> {
        pushed.inform(103, fields("link", "</b>")).inform(102, fields()).setStatus(404).putTrailer("x-last", "1");
        pushed.write("not ");
        pushed.end("found");
      });
      request.response().end();
    });
    FramePeer peer = open();
    get(peer, 1);
    promise(peer, 1, 2);
    Message pushed = peer.response(2);
    assertEquals(List.of("103", "102"), pushed.interim().stream().map(head -> head.get(":status")).toList());
    assertEquals("404 not found 1", pushed.status() + " " + pushed.text() + " " + pushed.trailers().get("x-last"));
    assertAlive(peer, 3);
  }

  @Test
  void the_answer_to_a_pushed_head_has_a_length_and_no_body() {
    serve(request -> {
      request.response().push(HttpMethod.HEAD, "/a").onSuccess(pushed -> pushed.end("12345"));
      request.response().end();
    });
    FramePeer peer = open();
    get(peer, 1);
    assertEquals("HEAD", promise(peer, 1, 2).get(":method"));
    Message pushed = peer.response(2);
    assertEquals("5 0", pushed.headers().get("content-length") + " " + pushed.body().length);
  }

  @Test
  void another_authority_can_be_named() {
    serve(request -> {
      request.response().push(HttpMethod.GET, "/a", "static.example.org", fields()).onSuccess(ServerResponse::end);
      request.response().end();
    });
    FramePeer peer = open();
    get(peer, 1);
    assertEquals("static.example.org", promise(peer, 1, 2).get(":authority"));
  }

  @Test
  void several_pushes_of_several_requests_are_all_answered() {
    serve(request -> {
      for (int i = 0; i < 10; i++) {
        String path = request.uri() + "/" + i;
        push(request, path).onSuccess(pushed -> pushed.end(path));
      }
      request.response().end("page");
    });
    FramePeer peer = open();
    get(peer, 1);
    get(peer, 3);
    for (int i = 0; i < 20; i++) {
      Message pushed = peer.response(2 + 2 * i);
      assertEquals("/page/" + i % 10, pushed.text());
    }
    assertEquals("page", peer.response(3).text());
  }

  @Test
  void a_pushed_body_obeys_the_windows_of_its_stream() {
    byte[] body = pattern(300_000);
    Promise<Future<Void>> ended = Promise.promise();
    serve(request -> {
      push(request, "/a").onSuccess(pushed -> ended.complete(pushed.end(Buffer.buffer(body))));
      request.response().end("page");
    });
    FramePeer peer = open(SettingId.INITIAL_WINDOW_SIZE.id(), 1000);
    peer.answering(false);
    get(peer, 1);
    promise(peer, 1, 2);
    assertEquals("page", peer.response(1).text());
    peer.expectHeaders(2);
    assertEquals(1000, peer.expect(FrameType.DATA, 2).length());
    assertSilence(peer);
    assertFalse(await(ended.future()).isComplete());
    peer.answering(true);
    peer.send(RawFrame.windowUpdate(2, 1 << 20), RawFrame.windowUpdate(0, 1 << 20));
    int received = 1000;
    for (RawFrame frame; received < body.length; received += frame.length()) {
      frame = peer.expect(FrameType.DATA, 2);
    }
    assertEquals(body.length, received);
    await(await(ended.future()));
  }

  @Test
  void a_client_that_has_disabled_push_is_not_promised_anything() {
    Promise<Boolean> allowed = Promise.promise();
    Promise<Future<ServerResponse>> result = Promise.promise();
    serve(request -> {
      allowed.complete(request.response().isPushAllowed());
      result.complete(push(request, "/a"));
      request.response().end("page");
    });
    FramePeer peer = open(SettingId.ENABLE_PUSH.id(), 0);
    get(peer, 1);
    assertEquals("page", peer.response(1).text());
    assertFalse(await(allowed.future()));
    Http2Exception failure = failure(Http2Exception.class, await(result.future()));
    assertTrue(failure.getMessage().contains("ENABLE_PUSH 0"), failure.getMessage());
    assertEquals("REFUSED_STREAM REMOTE", failure.errorCode() + " " + failure.initiator());
    assertSilence(peer);
    assertAlive(peer, 3);
  }

  @Test
  void a_client_that_disables_push_meanwhile_loses_that_push_only() {
    AtomicReference<ServerRequest> waiting = new AtomicReference<>();
    Promise<Void> came = Promise.promise();
    serve(request -> {
      waiting.set(request);
      came.complete();
    });
    FramePeer peer = open();
    get(peer, 1);
    await(came.future());
    assertTrue(waiting.get().response().isPushAllowed());
    peer.send(RawFrame.settings(SettingId.ENABLE_PUSH, 0));
    peer.expectSettingsAck();
    assertFalse(waiting.get().response().isPushAllowed());
    failure(Http2Exception.class, push(waiting.get(), "/a"));
    waiting.get().response().end("page");
    assertEquals("page", peer.response(1).text());
  }

  @Test
  void a_push_beyond_the_streams_that_the_client_allows_fails_and_there_is_room_again_later() {
    List<Future<ServerResponse>> pushes = new ArrayList<>();
    Promise<ServerRequest> first = Promise.promise();
    serve(request -> {
      for (int i = 0; i < 3; i++) {
        pushes.add(push(request, "/" + i));
      }
      first.tryComplete(request);
    });
    FramePeer peer = open(SettingId.MAX_CONCURRENT_STREAMS.id(), 2);
    get(peer, 1);
    ServerRequest request = await(first.future());
    promise(peer, 1, 2);
    promise(peer, 1, 4);
    Http2Exception failure = failure(Http2Exception.class, pushes.get(2));
    assertTrue(failure.getMessage().contains("MAX_CONCURRENT_STREAMS 2"), failure.getMessage());
    await(await(pushes.get(0)).end("done"));
    peer.response(2);
    await(await(push(request, "/4")).inform(103, fields("link", "</x>")).end("later"));
    promise(peer, 1, 6);
    assertEquals("later", peer.response(6).text());
    await(pushes.get(1)).end("second");
    assertEquals("second", peer.response(4).text());
  }

  @ParameterizedTest
  @EnumSource(names = {"CANCEL", "REFUSED_STREAM", "PROTOCOL_ERROR"})
  void a_client_may_refuse_a_promise(ErrorCode code) {
    Promise<ServerResponse> result = Promise.promise();
    serve(request -> {
      push(request, "/a").onComplete(result);
      request.response().end("page");
    });
    FramePeer peer = open();
    get(peer, 1);
    promise(peer, 1, 2);
    peer.send(RawFrame.rst(2, code));
    ServerResponse pushed = await(result.future());
    StreamClosedException failure = failure(StreamClosedException.class, pushed.sent());
    assertEquals("2 " + code + " REMOTE", failure.streamId() + " " + failure.errorCode() + " " + failure.initiator());
    pushed.end("too late");
    assertEquals("page", peer.response(1).text());
    assertAlive(peer, 3);
  }

  @Test
  void a_client_may_cancel_a_pushed_body() {
    Promise<ServerResponse> result = Promise.promise();
    serve(request -> {
      push(request, "/a").onComplete(result);
      request.response().end("page");
    });
    FramePeer peer = open();
    get(peer, 1);
    ServerResponse pushed = await(result.future());
    Promise<Throwable> told = Promise.promise();
    Promise<Void> closed = Promise.promise();
    pushed.exceptionHandler(told::complete).closeHandler(closed::complete);
    Future<Void> written = pushed.write(Buffer.buffer(pattern(1 << 20)));
    peer.response(1);
    promise(peer, 1, 2);
    peer.expectHeaders(2);
    peer.expect(FrameType.DATA, 2);
    peer.send(RawFrame.rst(2, ErrorCode.CANCEL));
    failure(Throwable.class, written);
    failure(StreamClosedException.class, pushed.sent());
    assertEquals(ErrorCode.CANCEL, ((StreamClosedException) await(told.future())).errorCode());
    await(closed.future());
  }

  @Test
  void a_push_goes_on_when_the_request_that_it_goes_with_is_reset() {
    AtomicReference<ServerRequest> parent = new AtomicReference<>();
    Promise<ServerResponse> result = Promise.promise();
    serve(request -> {
      parent.set(request);
      push(request, "/a").onComplete(result);
    });
    FramePeer peer = open();
    get(peer, 1);
    promise(peer, 1, 2);
    peer.send(RawFrame.rst(1, ErrorCode.CANCEL));
    ServerResponse pushed = await(result.future());
    failure(StreamClosedException.class, parent.get().response().sent());
    Http2Exception failure = failure(Http2Exception.class, push(parent.get(), "/b"));
    assertTrue(failure.getMessage().contains("stream 1 is closed"), failure.getMessage());
    pushed.end("still there");
    assertEquals("still there", peer.response(2).text());
    assertAlive(peer, 3);
  }

  @Test
  void a_server_may_take_a_promise_back() {
    serve(request -> {
      push(request, "/a").onSuccess(pushed -> pushed.reset(ErrorCode.INTERNAL_ERROR));
      request.response().end("page");
    });
    FramePeer peer = open();
    get(peer, 1);
    promise(peer, 1, 2);
    peer.expectRst(2, ErrorCode.INTERNAL_ERROR);
    assertEquals("page", peer.response(1).text());
    assertAlive(peer, 3);
  }

  @Test
  void a_response_that_has_ended_cannot_push_nor_can_a_pushed_one() {
    Promise<Future<ServerResponse>> late = Promise.promise();
    Promise<Future<ServerResponse>> nested = Promise.promise();
    serve(request -> {
      push(request, "/a").onSuccess(pushed -> {
        assertFalse(pushed.isPushAllowed());
        nested.complete(pushed.push(HttpMethod.GET, "/b"));
        pushed.end();
      });
      request.response().end("page");
      late.complete(push(request, "/late"));
    });
    FramePeer peer = open();
    get(peer, 1);
    assertTrue(failure(IllegalStateException.class, await(late.future())).getMessage().contains("has ended"));
    assertTrue(failure(IllegalStateException.class, await(nested.future())).getMessage().contains("pushed"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "CONNECT"})
  void only_get_and_head_can_be_pushed(String method) {
    Promise<String> message = Promise.promise();
    serve(request -> {
      message.complete(assertThrows(IllegalArgumentException.class,
        () -> request.response().push(HttpMethod.valueOf(method), "/a")).getMessage());
      request.response().end();
    });
    FramePeer peer = open();
    get(peer, 1);
    assertTrue(await(message.future()).contains(method));
    peer.response(1);
  }

  @Test
  void what_no_promise_may_have_is_refused_by_name() {
    Promise<List<String>> messages = Promise.promise();
    serve(request -> {
      List<String> said = new ArrayList<>();
      for (String[] field : new String[][] {{"content-length", "3"}, {"connection", "close"}, {":path", "/x"}, {"a b", "c"},
        {"x", "a\r\nb: c"}}) {
        said.add(assertThrows(IllegalArgumentException.class,
          () -> request.response().push(HttpMethod.GET, "/a", fields(field)), field[0]).getMessage());
      }
      for (String path : new String[] {"", "style.css", "/a\r\n", "*"}) {
        said.add(assertThrows(IllegalArgumentException.class, () -> request.response().push(HttpMethod.GET, path), path)
          .getMessage());
      }
      messages.complete(said);
      request.response().end();
    });
    FramePeer peer = open();
    get(peer, 1);
    peer.response(1);
    assertEquals(9, await(messages.future()).size());
    assertSilence(peer);
  }

  @Test
  void a_client_that_says_goodbye_is_pushed_nothing_more_and_nothing_hangs() {
    Promise<ServerRequest> came = Promise.promise();
    Promise<ServerResponse> promised = Promise.promise();
    serve(request -> {
      push(request, "/a").onComplete(promised);
      came.complete(request);
    });
    FramePeer peer = open();
    get(peer, 1);
    promise(peer, 1, 2);
    ServerResponse before = await(promised.future());
    peer.send(RawFrame.goAway(2, ErrorCode.NO_ERROR));
    peer.roundTrip();
    failure(ConnectionClosedException.class, push(await(came.future()), "/b"));
    before.end("cannot be sent any more"); // libnghttp2 opens no stream after the client's GOAWAY
    peer.expectRst(2, ErrorCode.INTERNAL_ERROR);
    failure(StreamClosedException.class, before.sent());
    await(came.future()).response().end("page");
    assertEquals("page", peer.response(1).text());
  }

  @Test
  void a_lost_connection_fails_pushes_and_those_who_push() {
    Promise<ServerRequest> came = Promise.promise();
    Promise<ServerResponse> promised = Promise.promise();
    serve(request -> {
      push(request, "/a").onComplete(promised);
      came.complete(request);
    });
    FramePeer peer = open();
    get(peer, 1);
    ServerResponse pushed = await(promised.future());
    Future<Void> written = pushed.write(Buffer.buffer(pattern(1 << 20)));
    peer.reset();
    failure(Http2Exception.class, pushed.sent());
    failure(Throwable.class, written);
    failure(ConnectionClosedException.class, push(await(came.future()), "/b"));
  }

  @Test
  void a_lost_connection_fails_bodies_that_were_ended_but_have_not_left() {
    Promise<Future<Void>> page = Promise.promise();
    Promise<Future<Void>> style = Promise.promise();
    serve(request -> {
      push(request, "/a").onSuccess(pushed -> style.complete(pushed.end(Buffer.buffer(pattern(1 << 20)))));
      page.complete(request.response().end(Buffer.buffer(pattern(1 << 20))));
    });
    FramePeer peer = open();
    get(peer, 1);
    await(page.future());
    peer.readUntil(FrameType.DATA);
    peer.reset();
    failure(Http2Exception.class, await(page.future()));
    failure(Http2Exception.class, await(style.future()));
  }

  @Test
  void a_head_that_is_too_long_to_be_sent_fails_its_stream_and_no_other() {
    Promise<Future<Void>> ended = Promise.promise();
    serve(request -> ended.complete(request.response().putHeader("x-long", "v".repeat(70_000)).end("never")));
    FramePeer peer = open();
    get(peer, 1);
    peer.expectRst(1, ErrorCode.INTERNAL_ERROR);
    failure(StreamClosedException.class, await(ended.future()));
    assertAlive(peer, 3);
  }

  @Test
  void a_promise_that_is_too_long_to_be_sent_fails_alone() {
    Promise<ServerResponse> promised = Promise.promise();
    serve(request -> {
      request.response().push(HttpMethod.GET, "/a", fields("x-long", "v".repeat(70_000))).onComplete(promised);
      request.response().end("page");
    });
    FramePeer peer = open();
    get(peer, 1);
    assertEquals("page", peer.response(1).text());
    failure(StreamClosedException.class, await(promised.future()).sent());
    assertAlive(peer, 3);
  }

  @Test
  void a_long_promise_goes_on_in_continuations() {
    String value = "v".repeat(40_000);
    serve(request -> {
      request.response().push(HttpMethod.GET, "/a", fields("x-long", value)).onSuccess(ServerResponse::end);
      request.response().end("page");
    });
    FramePeer peer = open();
    get(peer, 1);
    RawFrame frame = peer.expect(FrameType.PUSH_PROMISE, 1);
    assertFalse(frame.has(Flag.END_HEADERS));
    assertEquals(value, peer.headers(frame).get("x-long"));
    assertEquals(0, peer.response(2).body().length);
  }

  @Test
  void a_promise_from_a_client_is_a_connection_error() {
    serve(request -> request.response().end());
    FramePeer peer = open();
    get(peer, 1);
    peer.response(1);
    peer.send(RawFrame.pushPromise(1, 2, HpackBlock.get("/x")));
    peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    peer.expectClosed();
  }
}
