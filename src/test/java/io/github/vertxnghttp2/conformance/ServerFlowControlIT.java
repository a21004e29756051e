package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
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
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Windows in both directions, RFC 9113 section 5.2. */
class ServerFlowControlIT extends ServerScript {
  private static final int WINDOW = 65_535;
  private static final long INITIAL_WINDOW_SIZE = SettingId.INITIAL_WINDOW_SIZE.id();

  private static Http2Options windows(int stream) {
    Http2Options options = new Http2Options().setConnectionWindowSize(WINDOW);
    options.getSettings().setInitialWindowSize(stream);
    return options;
  }

  private record Paused(ServerRequest request, Context context) {

    void on(Runnable action) {
      context.runOnContext(v -> action.run());
    }
  }

  /** Requests for /paused are paused and handed over, all others echoed. */
  private Future<Paused> servePaused(Http2Options options) {
    Promise<Paused> paused = Promise.promise();
    serve(options, request -> {
      if (request.path().equals("/paused")) {
        request.pause();
        paused.complete(new Paused(request, Vertx.currentContext()));
      } else {
        request.body().onSuccess(body -> request.response().end(body));
      }
    });
    return paused.future();
  }

  private static void post(FramePeer peer, int streamId, String path) {
    peer.send(RawFrame.headers(streamId, false, HpackBlock.post(path)));
  }

  private static void fill(FramePeer peer, int streamId, int bytes) {
    for (int left = bytes; left > 0; left -= 16_384) {
      peer.send(RawFrame.data(streamId, new byte[Math.min(left, 16_384)], false));
    }
  }

  @Test
  void a_stream_that_is_not_read_gets_no_credit_and_the_connection_does() {
    Future<Paused> paused = servePaused(windows(WINDOW));
    FramePeer peer = open();
    post(peer, 1, "/paused");
    fill(peer, 1, WINDOW);
    await(paused);
    Map<Integer, Integer> credits = credits(peer);
    assertNull(credits.get(1), () -> "the unread stream was credited: " + credits);
    assertTrue(credits.getOrDefault(0, 0) >= WINDOW / 2, () -> "the connection was not credited: " + credits);
  }

  @Test
  void a_stream_that_is_not_read_holds_up_no_other() {
    Future<Paused> paused = servePaused(windows(WINDOW));
    FramePeer peer = open();
    post(peer, 1, "/paused");
    fill(peer, 1, WINDOW);
    await(paused);
    byte[] body = pattern(30_000);
    post(peer, 3, "/echo");
    peer.send(RawFrame.data(3, Arrays.copyOf(body, 15_000), false),
      RawFrame.data(3, Arrays.copyOfRange(body, 15_000, 30_000), true));
    assertSameBytes(body, peer.response(3).body());
    assertAlive(peer, 5);
  }

  @Test
  void reading_gives_the_stream_its_credit_back() {
    Future<Paused> paused = servePaused(windows(WINDOW));
    FramePeer peer = open().skipping(FrameType.SETTINGS, FrameType.PING);
    post(peer, 1, "/paused");
    fill(peer, 1, WINDOW);
    Paused held = await(paused);
    Promise<Buffer> read = Promise.promise();
    held.on(() -> held.request.body().onComplete(read));
    held.on(() -> held.request.resume());
    int credit = 0;
    while (credit < WINDOW / 2) {
      RawFrame update = peer.readUntil(FrameType.WINDOW_UPDATE);
      credit += update.streamId() == 1 ? update.increment() : 0;
    }
    peer.send(RawFrame.data(1, "end", true));
    assertEquals(WINDOW + 3, await(read.future()).length());
  }

  @Test
  void fetching_one_chunk_credits_no_more_than_that() {
    Future<Paused> paused = servePaused(windows(1000));
    FramePeer peer = open();
    post(peer, 1, "/paused");
    peer.send(RawFrame.data(1, new byte[600], false), RawFrame.data(1, new byte[400], false));
    Paused held = await(paused);
    Promise<Integer> got = Promise.promise();
    held.on(() -> held.request.handler(chunk -> got.tryComplete(chunk.length())));
    held.on(() -> held.request.fetch(1));
    int first = await(got.future());
    // the chunk's credit goes out with the turn of the event loop in which it was handled: two turns later it is there
    Promise<Void> turn = Promise.promise();
    held.on(() -> held.on(turn::complete));
    await(turn.future());
    int credit = credits(peer).getOrDefault(1, 0);
    assertEquals(first, credit, "credit for one chunk of " + first);
  }

  @Test
  void padding_is_credited_although_no_handler_sees_it() {
    serve(windows(1000), request -> request.body().onSuccess(body -> request.response().end(body)));
    FramePeer peer = open().skipping(FrameType.SETTINGS, FrameType.PING);
    post(peer, 1, "/echo");
    int window = 1000;
    for (int i = 0; i < 40; i++) {
      while (window < 202) {
        RawFrame update = peer.readUntil(FrameType.WINDOW_UPDATE);
        window += update.streamId() == 1 ? update.increment() : 0;
      }
      peer.send(RawFrame.paddedData(1, new byte[] {(byte) ('a' + i % 26)}, 200, false));
      window -= 202;
    }
    peer.send(RawFrame.data(1, "", true));
    assertEquals(40, peer.skipping(FrameType.WINDOW_UPDATE).response(1).body().length);
  }

  @Test
  void more_than_the_window_is_an_error() {
    servePaused(windows(1000));
    FramePeer peer = open();
    post(peer, 1, "/paused");
    peer.send(RawFrame.data(1, new byte[1001], false));
    RawFrame frame = next(peer);
    assertTrue(frame.is(FrameType.RST_STREAM) || frame.is(FrameType.GOAWAY), frame.toString());
    assertEquals(ErrorCode.FLOW_CONTROL_ERROR.code(), frame.errorCode(), frame.toString());
  }

  @Test
  void a_peer_that_does_not_read_one_stream_gets_the_others() {
    byte[] big = pattern(100_000);
    serve(request -> request.response().end(Buffer.buffer(big)));
    FramePeer peer = open(INITIAL_WINDOW_SIZE, 10).acknowledging(false);
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/big")));
    peer.expectHeaders(1);
    assertEquals(10, peer.expect(FrameType.DATA, 1).length());
    peer.send(RawFrame.headers(3, true, HpackBlock.get("/big")), RawFrame.windowUpdate(3, big.length),
      RawFrame.windowUpdate(0, 2 * big.length));
    assertSameBytes(big, peer.response(3).body());
    assertSilence(peer);
    peer.send(RawFrame.windowUpdate(1, big.length));
    int length = 10;
    for (RawFrame frame = null; frame == null || !frame.has(Flag.END_STREAM); length += frame.length()) {
      frame = peer.expect(FrameType.DATA, 1);
    }
    assertEquals(big.length, length);
  }

  @Test
  void windows_of_one_byte_only_take_longer() {
    serve(request -> request.response().end("slow but sure"));
    FramePeer peer = open(INITIAL_WINDOW_SIZE, 1).acknowledging(false);
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    peer.expectHeaders(1);
    StringBuilder text = new StringBuilder();
    for (RawFrame frame = null; frame == null || !frame.has(Flag.END_STREAM); ) {
      frame = peer.expect(FrameType.DATA, 1);
      assertTrue(frame.length() <= 1, frame.toString());
      text.append(frame.text());
      peer.send(RawFrame.windowUpdate(1, 1));
    }
    assertEquals("slow but sure", text.toString());
  }

  @Test
  void the_window_of_the_connection_counts_for_all_streams() {
    byte[] body = pattern(50_000);
    serve(request -> request.response().end(Buffer.buffer(body)));
    FramePeer peer = open().acknowledging(false);
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")), RawFrame.headers(3, true, HpackBlock.get("/x")));
    int total = 0;
    while (total < WINDOW) {
      total += peer.readUntil(FrameType.DATA).length();
    }
    assertEquals(WINDOW, total);
    assertSilence(peer);
    peer.send(RawFrame.windowUpdate(0, 2 * body.length - WINDOW));
    while (total < 2 * body.length) {
      total += peer.readUntil(FrameType.DATA).length();
    }
    assertAlive(peer.acknowledging(true).send(RawFrame.windowUpdate(0, 100)), 5);
  }

  @Test
  void a_larger_initial_window_lets_open_streams_go_on() {
    serve(request -> request.response().end(Buffer.buffer(pattern(300))));
    FramePeer peer = open(INITIAL_WINDOW_SIZE, 100).acknowledging(false);
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    peer.expectHeaders(1);
    assertEquals(100, peer.expect(FrameType.DATA, 1).length());
    peer.send(RawFrame.settings(SettingId.INITIAL_WINDOW_SIZE, 250));
    peer.expectSettingsAck();
    assertEquals(150, peer.expect(FrameType.DATA, 1).length());
    peer.send(RawFrame.settings(SettingId.INITIAL_WINDOW_SIZE, 1000));
    peer.expectSettingsAck();
    RawFrame last = peer.expect(FrameType.DATA, 1);
    assertEquals(50, last.length());
    assertTrue(last.has(Flag.END_STREAM), last.toString());
  }

  @Test
  void a_smaller_initial_window_may_make_a_window_negative() {
    serve(request -> request.response().end(Buffer.buffer(pattern(300))));
    FramePeer peer = open(INITIAL_WINDOW_SIZE, 100).acknowledging(false);
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    peer.expectHeaders(1);
    assertEquals(100, peer.expect(FrameType.DATA, 1).length());
    peer.send(RawFrame.settings(SettingId.INITIAL_WINDOW_SIZE, 20)); // -80 are left
    peer.expectSettingsAck();
    peer.send(RawFrame.windowUpdate(1, 80));
    assertSilence(peer);
    peer.send(RawFrame.windowUpdate(1, 7));
    assertEquals(7, peer.expect(FrameType.DATA, 1).length());
    peer.send(RawFrame.windowUpdate(1, 193));
    assertEquals(193, peer.expect(FrameType.DATA, 1).length());
  }

  @Test
  void frames_are_as_long_as_the_peer_allows() {
    byte[] body = pattern(60_000);
    serve(request -> request.response().end(Buffer.buffer(body)));
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    peer.expectHeaders(1);
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    for (RawFrame frame = null; frame == null || !frame.has(Flag.END_STREAM); ) {
      frame = peer.expect(FrameType.DATA, 1);
      assertTrue(frame.length() <= 16_384, frame.toString());
      received.writeBytes(frame.content());
    }
    assertSameBytes(body, received.toByteArray());
  }

  @Test
  void a_write_completes_when_the_window_has_let_it_out() {
    Promise<Future<Void>> written = Promise.promise();
    serve(request -> {
      written.complete(request.response().write(Buffer.buffer(new byte[100])));
      request.response().end();
    });
    FramePeer peer = open(INITIAL_WINDOW_SIZE, 60).acknowledging(false);
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    peer.expectHeaders(1);
    assertEquals(60, peer.expect(FrameType.DATA, 1).length());
    Future<Void> write = await(written.future());
    peer.roundTrip();
    assertFalse(write.isComplete(), "40 bytes have not left, and the write is complete");
    peer.send(RawFrame.windowUpdate(1, 40));
    await(write);
    assertEquals(40, peer.expect(FrameType.DATA, 1).length());
  }

  @Test
  void a_full_write_queue_drains_when_the_window_opens() {
    Promise<Boolean> full = Promise.promise();
    serve(request -> {
      request.response().setWriteQueueMaxSize(1000);
      request.response().drainHandler(v -> request.response().end("drained"));
      request.response().write(Buffer.buffer(new byte[999]));
      boolean early = request.response().writeQueueFull();
      request.response().write(Buffer.buffer(new byte[2]));
      full.complete(!early && request.response().writeQueueFull());
    });
    FramePeer peer = open(INITIAL_WINDOW_SIZE, 1).acknowledging(false);
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    assertTrue(await(full.future()), "full from 1,000 bytes on, and not before");
    peer.send(RawFrame.windowUpdate(1, 2000));
    Message response = peer.response(1);
    assertEquals(1001 + "drained".length(), response.body().length);
  }

  @Test
  void a_full_write_queue_does_not_drain_when_its_stream_is_reset() {
    Promise<Throwable> failed = Promise.promise();
    AtomicBoolean drained = new AtomicBoolean();
    serve(request -> {
      request.response().exceptionHandler(failed::complete);
      request.response().drainHandler(v -> drained.set(true)).write(Buffer.buffer(new byte[100_000]));
      assertTrue(request.response().writeQueueFull());
    });
    FramePeer peer = open(INITIAL_WINDOW_SIZE, 1).acknowledging(false);
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    peer.expectHeaders(1);
    peer.expect(FrameType.DATA, 1);
    peer.send(RawFrame.rst(1, ErrorCode.CANCEL));
    await(failed.future());
    assertFalse(drained.get(), "who writes until the queue is full would write for ever: nothing is queued any more");
  }

  @Test
  void a_writer_that_fills_an_ended_stream_comes_to_an_end() {
    Promise<Integer> writes = Promise.promise();
    serve(request -> request.response().closeHandler(v -> {
      int count = 0;
      while (!request.response().writeQueueFull() && count < 100) {
        request.response().write(Buffer.buffer("x"));
        count++;
      }
      writes.complete(count);
    }).write(Buffer.buffer("begin")));
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    peer.expectHeaders(1);
    peer.send(RawFrame.rst(1, ErrorCode.CANCEL));
    assertTrue(await(writes.future()) < 100, "it was never full");
  }

  @Test
  void a_drain_before_its_handler_is_set_calls_the_handler() {
    Promise<Future<Void>> written = Promise.promise();
    Promise<ServerRequest> handled = Promise.promise();
    serve(request -> {
      written.complete(request.response().write(Buffer.buffer(pattern(100_000))));
      assertTrue(request.response().writeQueueFull());
      handled.complete(request);
    });
    FramePeer peer = open(SettingId.INITIAL_WINDOW_SIZE.id(), 200_000);
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    ServerRequest request = await(handled.future());
    peer.send(RawFrame.windowUpdate(0, 100_000));
    await(await(written.future()));
    Promise<Void> drained = Promise.promise();
    request.response().drainHandler(v -> drained.tryComplete());
    await(drained.future());
  }

  @Test
  void a_write_does_not_complete_while_the_socket_takes_no_more() {
    int length = 64 << 20; // far more than the socket buffers of both sides
    Promise<Future<Void>> written = Promise.promise();
    serve(request -> written.complete(request.response().write(Buffer.buffer(new byte[length]))));
    FramePeer peer = open(INITIAL_WINDOW_SIZE, Integer.MAX_VALUE).acknowledging(false);
    peer.send(RawFrame.windowUpdate(0, Integer.MAX_VALUE - WINDOW), RawFrame.headers(1, true, HpackBlock.get("/x")));
    Future<Void> write = await(written.future());
    assertAlive(open(), 1); // on the same event loop, which has had several turns since
    assertFalse(write.isComplete(), "nobody read, and " + length + " bytes were handed to the socket");
    peer.expectHeaders(1);
    for (int received = 0; received < length; ) {
      received += peer.expect(FrameType.DATA, 1).length();
    }
    await(write);
  }
}
