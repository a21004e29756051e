package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Bodies that are gathered in memory, and have no end. */
class EndlessRequestsIT extends AttackScript {
  private static final int MAXIMUM = 100_000;
  private static final int WINDOW = 64 << 10;
  private static final int FRAME = 16_384;

  private final Queue<Future<Buffer>> bodies = new ConcurrentLinkedQueue<>();

  private static Http2Options http2(int maxBodySize) {
    Http2Options options = new Http2Options().setMaxBodySize(maxBodySize).setLimits(new Http2Limits().setMaxPings(0));
    options.getSettings().setInitialWindowSize(WINDOW);
    return options;
  }

  /** On a context of this model. */
  private void serve(ThreadingModel model, Http2Options http2, Handler<ServerRequest> handler) {
    Future<ServerSession> listening = Future.future(done -> ((VertxInternal) vertx).createContext(model).runOnContext(
      v -> {
        server = ServerSession.create(vertx, options(http2)).requestHandler(request -> {
          if (request.path().equals(ALIVE)) {
            request.response().end("alive");
          } else {
            handler.handle(request);
          }
        });
        server.listen().onComplete(done);
      }));
    await(listening);
    closing(() -> await(server.close()));
  }

  private void gather(ServerRequest request) {
    bodies.add(request.body().onSuccess(body -> request.response().end("" + body.length())));
  }

  private StreamClosedException failure() {
    Leaks.eventually("the request", () -> !bodies.isEmpty());
    StreamClosedException failure = failure(StreamClosedException.class, bodies.remove());
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM, failure.errorCode());
    assertEquals(Initiator.LOCAL, failure.initiator());
    assertTrue(failure.getMessage().contains("http2.maxBodySize") && failure.getMessage().contains(
      "handler or read(n)"), failure.getMessage());
    assertTrue(failure.getMessage().contains("maxBodySize = " + MAXIMUM), failure.getMessage());
    return failure;
  }

  private void assertCounted(long times) {
    Leaks.eventually("it is counted", () -> server.metrics().limitsReached("maxBodySize") == times);
  }

  /** Sends a body of so many bytes, as the windows allow. */
  private static void send(FramePeer peer, int stream, int size, boolean end) {
    int[] sent = {0};
    int[] window = {WINDOW};
    Repeat.until("a window", () -> sent[0] == size, () -> {
      int length = Math.min(FRAME, size - sent[0]);
      if (length > window[0]) {
        window[0] += credits(peer).getOrDefault(stream, 0);
      } else {
        sent[0] += length;
        window[0] -= length;
        peer.send(RawFrame.data(stream, new byte[length], end && sent[0] == size));
      }
    });
  }

  private static void post(FramePeer peer, int stream, int size, String... fields) {
    peer.send(RawFrame.headers(stream, false, HpackBlock.post("/upload", fields)));
    send(peer, stream, size, true);
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER"})
  void collected_bodies_are_limited_and_their_streams_are_reset(ThreadingModel model) {
    int streams = 20;
    serve(model, http2(MAXIMUM), this::gather);
    FramePeer attacker = open();
    Uploads uploads = new Uploads(attacker, streams, WINDOW, 4 << 20);
    Leaks.eventually("all are cut off", () -> {
      uploads.push();
      return server.metrics().limitsReached("maxBodySize") == streams;
    });
    assertOthersAreServed();
    uploads.push();
    assertTrue(uploads.sent() <= streams * (MAXIMUM + WINDOW), "bytes that were taken: " + uploads.sent());
    for (int i = 0; i < streams; i++) {
      failure();
    }
    Leaks.eventually("all are reset", () -> server.metrics().resets(Initiator.LOCAL,
      ErrorCode.ENHANCE_YOUR_CALM) == streams);
    Leaks.eventually("no stream is left", () -> server.metrics().openStreams() == 0);
    assertMemoryBounded();
    assertAlive(attacker, 2 * streams + 1);
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER"})
  void a_body_of_the_limit_passes_and_one_more_byte_does_not(ThreadingModel model) {
    serve(model, http2(MAXIMUM), this::gather);
    FramePeer peer = open();
    post(peer, 1, MAXIMUM, "content-length", "" + MAXIMUM);
    assertEquals("" + MAXIMUM, peer.response(1).text());
    bodies.clear();
    post(peer, 3, MAXIMUM + 1);
    peer.expectRst(3, ErrorCode.ENHANCE_YOUR_CALM);
    assertEquals(3, failure().streamId());
    assertCounted(1);
    assertAlive(peer, 5);
  }

  @Test
  void a_content_length_that_is_too_large_is_enough() {
    serve(http2(MAXIMUM), this::gather);
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/upload", "content-length", "" + (MAXIMUM + 1))),
      RawFrame.data(1, "x", false));
    peer.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    assertTrue(failure().getMessage().contains((MAXIMUM + 1) + " by its content-length"));
    assertCounted(1);
  }

  @Test
  void a_body_that_has_come_before_it_is_asked_for_is_no_exception() {
    Queue<ServerRequest> requests = new ConcurrentLinkedQueue<>();
    serve(http2(10), requests::add);
    FramePeer peer = open();
    post(peer, 1, 11);
    post(peer, 3, 10);
    peer.roundTrip();
    Future<Buffer> tooLong = requests.remove().body();
    assertTrue(failure(StreamClosedException.class, tooLong).getMessage().contains("maxBodySize = 10"));
    peer.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    ServerRequest request = requests.remove();
    request.body().onSuccess(body -> request.response().end("" + body.length()));
    assertEquals("10", peer.response(3).text());
    assertCounted(1);
  }

  // --- what the handler makes of it ---

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER"})
  void a_handler_may_respond_and_the_rest_of_the_body_is_stopped(ThreadingModel model) {
    serve(model, http2(MAXIMUM), request -> {
      gather(request);
      bodies.element().onFailure(cause -> request.response().setStatus(413).end("too long"));
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/upload")));
    send(peer, 1, MAXIMUM + 1, false);
    Message response = peer.response(1);
    assertEquals("413 too long", response.status() + " " + response.text());
    peer.expectRst(1, ErrorCode.NO_ERROR);
    failure();
    assertCounted(1);
    assertAlive(peer, 3);
  }

  @Test
  void a_response_to_a_body_that_has_ended_needs_no_reset() {
    serve(http2(10), request -> request.text().onFailure(cause -> request.response().setStatus(413).end("too long")));
    FramePeer peer = open();
    post(peer, 1, 11);
    assertEquals(413, peer.response(1).status());
    peer.expectSilence();
    assertCounted(1);
  }

  @Test
  void a_response_that_was_sent_before_is_not_changed() {
    serve(http2(MAXIMUM), request -> {
      request.response().end("early");
      bodies.add(request.body());
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/upload")));
    assertEquals("early", peer.response(1).text());
    send(peer, 1, MAXIMUM + 1, false);
    peer.expectRst(1, ErrorCode.NO_ERROR);
    failure();
  }

  @Test
  void a_response_that_has_only_begun_is_cut_off() {
    List<Future<Void>> sent = new CopyOnWriteArrayList<>();
    serve(http2(MAXIMUM), request -> {
      request.response().write(Buffer.buffer("begun"));
      sent.add(request.response().sent());
      bodies.add(request.body());
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/upload")));
    send(peer, 1, MAXIMUM + 1, false);
    peer.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    failure();
    assertTrue(failure(StreamClosedException.class, sent.get(0)).getMessage().contains("maxBodySize"));
  }

  @Test
  void a_response_that_comes_too_late_does_no_harm() {
    Queue<ServerRequest> requests = new ConcurrentLinkedQueue<>();
    serve(http2(10), request -> {
      requests.add(request);
      request.body();
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/upload")), RawFrame.data(1, "12345678901", false));
    peer.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    requests.remove().response().setStatus(413).end();
    assertAlive(peer, 3);
    peer.expectSilence();
  }

  // --- what is not limited ---

  @Test
  void a_handler_and_a_read_of_parts_take_any_length() {
    AtomicLong counted = new AtomicLong();
    serve(http2(1000), request -> {
      if (request.path().equals("/parts")) {
        request.read(MAXIMUM - 500).compose(part -> readUpTo(request, part.length(), MAXIMUM - 500))
          .compose(read -> request.read(-1).map(rest -> read + rest.length()))
          .onSuccess(total -> request.response().end("" + total));
      } else {
        request.handler(chunk -> counted.addAndGet(chunk.length()));
        request.endHandler(v -> request.response().end("" + counted));
      }
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/handler", "content-length", "" + MAXIMUM)));
    send(peer, 1, MAXIMUM, true);
    assertEquals("" + MAXIMUM, peer.response(1).text());
    peer.send(RawFrame.headers(3, false, HpackBlock.post("/parts", "content-length", "" + MAXIMUM)));
    send(peer, 3, MAXIMUM, true);
    assertEquals("" + MAXIMUM, peer.response(3).text());
    assertEquals(0, server.metrics().limitsReached("maxBodySize"));
  }

  private static Future<Integer> readUpTo(ServerRequest request, int read, int end) {
    return read == end ? Future.succeededFuture(read)
      : request.read(end - read).compose(part -> readUpTo(request, read + part.length(), end));
  }

  @Test
  void a_read_to_the_end_is_limited_as_the_whole() {
    serve(http2(MAXIMUM), request -> request.read(10).onSuccess(part -> bodies.add(request.read(-1))));
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/upload")));
    send(peer, 1, MAXIMUM + 11, false);
    peer.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    failure();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Integer.MAX_VALUE})
  void nothing_is_too_long_without_a_limit(int none) {
    serve(http2(none), this::gather);
    FramePeer peer = open();
    post(peer, 1, 4 << 20);
    assertEquals("" + (4 << 20), peer.response(1).text());
    assertFalse(bodies.remove().failed());
    assertEquals(0, server.metrics().limitsReached("maxBodySize"));
  }
}
