package io.github.vertxnghttp2.conformance;

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
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Pushes as a client sees them on the wire, RFC 9113 section 8.4. */
class ServerPushIT extends ServerPushScript {
  @Test
  void a_promise_comes_before_the_response_that_refers_to_it() {
    serve(request -> {
      request.response().push(HttpMethod.GET, "/style.css?v=1", fields("accept", "text/css"))
        .onSuccess(pushed -> pushed.putHeader("content-type", "text/css").end("body {}"));
      request.response().end("page");
    });
    FramePeer peer = open();
    get(peer, 1);
    assertEquals(HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path",
      "/style.css?v=1", "accept", "text/css"), promise(peer, 1, 2));
    assertEquals("page", peer.response(1).text());
    Message pushed = peer.response(2);
    assertEquals("200 text/css body {}", pushed.status() + " " + pushed.headers().get("content-type") + " "
      + pushed.text());
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
  void the_response_to_a_pushed_head_has_a_length_and_no_body() {
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
  void several_pushes_of_several_requests_all_have_responses() {
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
    peer.acknowledging(false);
    get(peer, 1);
    promise(peer, 1, 2);
    assertEquals("page", peer.response(1).text());
    peer.expectHeaders(2);
    assertEquals(1000, peer.expect(FrameType.DATA, 2).length());
    assertSilence(peer);
    assertFalse(await(ended.future()).isComplete());
    peer.acknowledging(true);
    peer.send(RawFrame.windowUpdate(2, 1 << 20), RawFrame.windowUpdate(0, 1 << 20));
    int received = 1000;
    for (RawFrame frame; received < body.length; received += frame.length()) {
      frame = peer.expect(FrameType.DATA, 2);
    }
    assertEquals(body.length, received);
    await(await(ended.future()));
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
}
