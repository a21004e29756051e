package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.binding.HeaderBlockTooLargeException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What cannot be pushed, and pushes that do not come to their end. */
class ServerPushFailuresIT extends ServerPushScript {
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
      for (String[] field : new String[][]{{"content-length", "3"}, {"connection", "close"}, {":path", "/x"}, {"a b",
        "c"},
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
    String refusal = failure(HeaderBlockTooLargeException.class, promised.future()).getMessage();
    assertTrue(refusal.contains("65536"), refusal);
    assertAlive(peer, 3);
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
