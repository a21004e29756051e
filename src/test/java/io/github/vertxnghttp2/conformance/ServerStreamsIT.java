package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.Http2Options;
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
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How streams end before their time, RFC 9113 sections 5.4.2 and 8.1, and how many there may be. */
class ServerStreamsIT extends ServerScript {

  /** What a server's handler learns of a stream's end. */
  private static final class Ending {
    final Promise<Void> arrived = Promise.promise();
    final Promise<Void> body = Promise.promise();
    final Promise<Void> ended = Promise.promise();
    final Promise<Void> sent = Promise.promise();
    final Promise<Void> response = Promise.promise();
    final Promise<Void> closed = Promise.promise();
    final AtomicInteger failures = new AtomicInteger();
  }

  private Ending serveWaiting() {
    Ending ending = new Ending();
    serve(request -> {
      request.exceptionHandler(cause -> {
        ending.failures.incrementAndGet();
        ending.body.tryFail(cause);
      });
      request.handler(chunk -> { });
      request.ended().onComplete(ending.ended);
      request.response().sent().onComplete(ending.sent);
      request.response().exceptionHandler(ending.response::tryFail);
      request.response().closeHandler(v -> ending.closed.complete());
      ending.arrived.complete();
    });
    return ending;
  }

  @AfterEach
  void nobodyIsToldOfWhatIsThrown() {
    vertx.exceptionHandler(null);
  }

  private static void assertReset(long code, Future<?> future) {
    StreamClosedException failure = failure(StreamClosedException.class, future);
    assertEquals(code, failure.code());
    assertEquals(ErrorCode.of(code), failure.errorCode());
    assertEquals(Initiator.REMOTE, failure.initiator());
    assertEquals(1, failure.streamId());
  }

  private void resetBy(long code) {
    Ending ending = serveWaiting();
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/wait")), RawFrame.data(1, "abc", false));
    await(ending.arrived.future());
    peer.send(RawFrame.rst(1, code));
    assertReset(code, ending.body.future());
    assertReset(code, ending.ended.future());
    assertReset(code, ending.sent.future());
    assertReset(code, ending.response.future());
    await(ending.closed.future());
    assertEquals(1, ending.failures.get(), "calls of the exception handler");
    assertAlive(peer, 3);
  }

  @Test
  void a_reset_of_the_peer_reaches_request_and_response() {
    resetBy(ErrorCode.CANCEL.code());
  }

  @Test
  void an_unknown_error_code_keeps_its_number() {
    resetBy(0xfeed_beefL);
  }

  @Test
  void a_reset_after_the_request_was_complete_fails_the_response_only() {
    Ending ending = serveWaiting();
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/wait")));
    await(ending.ended.future());
    peer.send(RawFrame.rst(1, ErrorCode.CANCEL));
    assertReset(ErrorCode.CANCEL.code(), ending.sent.future());
    await(ending.closed.future());
    assertEquals(0, ending.failures.get(), "the request was complete, and failed");
  }

  @Test
  void a_connection_that_breaks_ends_its_streams() {
    Ending ending = serveWaiting();
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/wait")));
    await(ending.arrived.future());
    peer.reset();
    failure(ConnectionClosedException.class, ending.body.future());
    failure(ConnectionClosedException.class, ending.sent.future());
    await(ending.closed.future());
  }

  @Test
  void writes_that_wait_fail_with_the_stream() {
    Promise<Void> written = Promise.promise();
    serve(request -> request.response().write(Buffer.buffer(new byte[100])).onComplete(written));
    FramePeer peer = open(SettingId.INITIAL_WINDOW_SIZE.id(), 10);
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    peer.expectHeaders(1);
    peer.expect(FrameType.DATA, 1);
    peer.send(RawFrame.rst(1, ErrorCode.CANCEL));
    failure(Throwable.class, written.future());
  }

  @Test
  void a_write_after_the_reset_fails_and_affects_no_other() {
    Promise<Void> late = Promise.promise();
    serve(request -> request.response().closeHandler(v -> request.response().write(Buffer.buffer("late")).onComplete(
      late)));
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")), RawFrame.rst(1, ErrorCode.CANCEL));
    failure(Throwable.class, late.future());
    assertAlive(peer, 3);
  }

  @Test
  void a_handler_that_throws_sends_status_500() {
    Promise<Throwable> reported = Promise.promise();
    vertx.exceptionHandler(reported::tryComplete);
    serve(request -> {
      throw new IllegalStateException("thrown by a test's handler");
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    assertEquals(500, peer.response(1).status());
    assertEquals("thrown by a test's handler", await(reported.future()).getMessage());
    assertAlive(peer, 3);
  }

  @Test
  void a_handler_that_throws_discards_the_fields_it_has_set() {
    vertx.exceptionHandler(reported -> { });
    serve(request -> {
      request.response().setStatus(206).putHeader("content-length", "100").putHeader("etag", "\"1\"")
        .putHeader("content-encoding", "gzip").putTrailer("x-sum", "1");
      throw new IllegalStateException("thrown by a test's handler");
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    Message response = peer.response(1);
    assertEquals(HeaderList.of(":status", "500", "content-length", "0"), response.headers());
    assertEquals(new HeaderList(), response.trailers());
    assertAlive(peer, 3);
  }

  @Test
  void a_handler_that_throws_with_the_body_begun_resets_the_stream() {
    vertx.exceptionHandler(reported -> { });
    serve(request -> {
      request.response().write("half");
      throw new IllegalStateException("thrown by a test's handler");
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    peer.expectRst(1, ErrorCode.INTERNAL_ERROR);
    assertAlive(peer, 3);
  }

  @Test
  void a_handler_can_reset_its_stream() {
    Promise<Void> sent = Promise.promise();
    serve(request -> {
      request.response().sent().onComplete(sent);
      request.response().reset(ErrorCode.HTTP_1_1_REQUIRED);
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")));
    peer.expectRst(1, ErrorCode.HTTP_1_1_REQUIRED);
    StreamClosedException failure = failure(StreamClosedException.class, sent.future());
    assertEquals(ErrorCode.HTTP_1_1_REQUIRED, failure.errorCode());
    assertEquals(Initiator.LOCAL, failure.initiator());
    assertAlive(peer, 3);
  }

  @Test
  void a_short_unread_body_is_credited_after_the_response() {
    Http2Options options = new Http2Options();
    options.getSettings().setInitialWindowSize(1000);
    serve(options, request -> request.response(413).end("too large"));
    FramePeer peer = open().skipping(FrameType.SETTINGS, FrameType.PING);
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")), RawFrame.data(1, new byte[1000], false));
    int credit = 0;
    while (credit < 1000) {
      RawFrame update = peer.readUntil(FrameType.WINDOW_UPDATE);
      credit += update.streamId() == 1 ? update.increment() : 0;
    }
    peer.send(RawFrame.data(1, new byte[1000], true));
    assertSilence(peer.skipping(FrameType.SETTINGS, FrameType.PING, FrameType.WINDOW_UPDATE));
    assertAlive(peer, 3);
  }

  @Test
  void the_response_is_sent_before_the_unread_body_has_ended() {
    serve(request -> request.response(413).end("too large"));
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")), RawFrame.data(1, "abc", false));
    Message response = peer.response(1);
    assertEquals(413, response.status());
    assertEquals("too large", response.text());
    assertSilence(peer);
  }

  @Test
  void a_client_with_a_long_unread_body_is_asked_to_stop_after_the_response() {
    serve(request -> request.response(413).end("too large"));
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")));
    assertEquals("too large", peer.response(1).text());
    int window = 256 << 10;
    int sent = 0;
    for (RawFrame frame = null; frame == null || !frame.is(FrameType.RST_STREAM); ) {
      for (; window >= 16_384; window -= 16_384, sent += 16_384) {
        peer.send(RawFrame.data(1, new byte[16_384], false));
      }
      assertTrue(sent < 4 << 20, () -> "the server takes it all: " + peer);
      frame = peer.read();
      if (frame.is(FrameType.RST_STREAM)) {
        assertEquals(ErrorCode.NO_ERROR.code(), frame.errorCode(), frame.toString());
      } else if (frame.is(FrameType.WINDOW_UPDATE) && frame.streamId() == 1) {
        window += frame.increment();
      }
    }
    assertSilence(peer);
    assertAlive(peer, 3);
  }

  @Test
  void a_body_that_was_let_go_is_not_read_as_a_shorter_one() {
    Promise<Runnable> read = Promise.promise();
    Promise<Buffer> body = Promise.promise();
    serve(request -> {
      Context context = Vertx.currentContext();
      read.complete(() -> context.runOnContext(v -> request.body().onComplete(body)));
      request.response().end("early");
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")));
    assertEquals("early", peer.response(1).text());
    peer.send(RawFrame.data(1, "abc", false)).roundTrip();
    await(read.future()).run();
    peer.send(RawFrame.data(1, "def", true));
    failure(Http2Exception.class, body.future());
  }

  @Test
  void a_body_that_is_read_continues_after_the_response() {
    Promise<Buffer> body = Promise.promise();
    serve(request -> {
      request.body().onComplete(body);
      request.response().end("early");
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")), RawFrame.data(1, "abc", false));
    assertEquals("early", peer.response(1).text());
    assertSilence(peer);
    peer.send(RawFrame.data(1, "def", true));
    assertEquals("abcdef", await(body.future()).toString());
    assertAlive(peer, 3);
  }

  @Test
  void streams_over_the_limit_are_refused() {
    Http2Options options = new Http2Options();
    options.getSettings().setMaxConcurrentStreams(2);
    Promise<Void> go = Promise.promise();
    AtomicInteger handled = new AtomicInteger();
    serve(options, request -> {
      handled.incrementAndGet();
      go.future().onSuccess(v -> request.response().end("done"));
    });
    FramePeer peer = connect().sendPreface().send(RawFrame.settings());
    // the server's SETTINGS are not acknowledged yet: the client cannot know them
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/1")), RawFrame.headers(3, true, HpackBlock.get("/3")),
      RawFrame.headers(5, true, HpackBlock.get("/5")));
    peer.expectRst(5, ErrorCode.REFUSED_STREAM);
    go.complete();
    assertEquals("done", peer.response(1).text());
    assertEquals("done", peer.response(3).text());
    assertEquals(2, handled.get(), "requests that were handled");
    assertAlive(peer, 7);
  }

  @Test
  void streams_over_a_limit_that_the_client_acknowledged_are_an_error() {
    Http2Options options = new Http2Options();
    options.getSettings().setMaxConcurrentStreams(1);
    AtomicInteger handled = new AtomicInteger();
    serve(options, request -> handled.incrementAndGet());
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/1")), RawFrame.headers(3, true, HpackBlock.get("/3")));
    RawFrame frame = next(peer);
    // RFC 9113 section 5.1.2: PROTOCOL_ERROR or REFUSED_STREAM; libnghttp2 ends the connection
    boolean refused = frame.is(FrameType.RST_STREAM) && frame.streamId() == 3
      && frame.errorCode() == ErrorCode.REFUSED_STREAM.code();
    boolean ended = frame.is(FrameType.GOAWAY) && frame.errorCode() == ErrorCode.PROTOCOL_ERROR.code();
    assertTrue(refused || ended, () -> frame + peer.toString());
    assertEquals(1, handled.get(), "requests that were handled");
  }

  @Test
  void a_response_ends_its_stream_once() {
    serve(request -> request.response().end("x"));
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    peer.expectHeaders(1);
    assertTrue(peer.expect(FrameType.DATA, 1).has(Flag.END_STREAM), peer::toString);
    assertSilence(peer);
  }
}
