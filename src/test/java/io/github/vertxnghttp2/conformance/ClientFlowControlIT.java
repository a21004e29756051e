package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2Options;
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

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Windows of a client, RFC 9113 section 5.2. */
class ClientFlowControlIT extends ClientScript {
  private static final int WINDOW = 65_535;
  private static final long INITIAL_WINDOW_SIZE = SettingId.INITIAL_WINDOW_SIZE.id();

  @Test
  void an_upload_through_a_small_window_arrives_intact() {
    open(INITIAL_WINDOW_SIZE, 100);
    byte[] body = pattern(20_000);
    ClientRequest request = session.post("/x");
    Future<ClientResponse> response = request.send(Buffer.buffer(body));
    peer.acknowledging(false).expectHeaders(1);
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    for (RawFrame frame = null; frame == null || !frame.has(Flag.END_STREAM); ) {
      frame = peer.expect(FrameType.DATA, 1);
      assertTrue(frame.length() <= 100, () -> "more than the window: " + peer);
      received.writeBytes(frame.content());
      peer.send(RawFrame.windowUpdate(1, frame.length()));
    }
    assertSameBytes(body, received.toByteArray());
    await(request.sent());
    peer.send(RawFrame.headers(1, true, HpackBlock.status(204)));
    assertEquals(204, await(response).status());
  }

  @Test
  void windows_of_one_byte_only_take_longer() {
    open(INITIAL_WINDOW_SIZE, 1);
    session.post("/x").send("slow but sure");
    peer.acknowledging(false).expectHeaders(1);
    StringBuilder text = new StringBuilder();
    for (RawFrame frame = null; frame == null || !frame.has(Flag.END_STREAM); ) {
      frame = peer.expect(FrameType.DATA, 1);
      assertTrue(frame.length() <= 1, () -> "more than the window: " + peer);
      text.append(frame.text());
      peer.send(RawFrame.windowUpdate(1, 1));
    }
    assertEquals("slow but sure", text.toString());
  }

  @Test
  void writers_feel_the_window() {
    open(INITIAL_WINDOW_SIZE, 10);
    peer.acknowledging(false);
    Promise<Void> drained = Promise.promise();
    ClientRequest request = session.post("/x");
    request.setWriteQueueMaxSize(100);
    request.drainHandler(v -> drained.tryComplete());
    Future<Void> written = null;
    for (int i = 0; i < 11; i++) {
      written = request.write(Buffer.buffer(new byte[10]));
    }
    peer.expectHeaders(1);
    assertEquals(10, peer.expect(FrameType.DATA, 1).length());
    assertTrue(request.writeQueueFull(), "100 bytes wait and the limit is 100");
    assertSilence(peer);
    assertFalse(drained.future().isComplete() || written.isComplete(), "100 bytes still wait");
    peer.send(RawFrame.windowUpdate(1, 60));
    await(drained.future());
    assertFalse(written.isComplete(), "40 bytes still wait");
    assertFalse(request.writeQueueFull(), "40 bytes wait and the limit is 100");
    peer.send(RawFrame.windowUpdate(1, 40));
    await(written);
  }

  @Test
  void credit_of_the_connection_lets_all_uploads_go_on() {
    open(SettingId.INITIAL_WINDOW_SIZE.id(), 1 << 20);
    byte[] body = pattern(100_000);
    List<ClientRequest> uploads = List.of(session.post("/1"), session.post("/3"));
    on(() -> uploads.stream().map(upload -> {
      upload.write(Buffer.buffer(Arrays.copyOf(body, 50_000)));
      return upload.end(Buffer.buffer(Arrays.copyOfRange(body, 50_000, body.length)));
    }).toList());
    peer.expectHeaders(1);
    peer.expectHeaders(3);
    List<ByteArrayOutputStream> received = List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    int window = 65_535;
    while (received.get(0).size() + received.get(1).size() < 2 * body.length) {
      if (window == 0) {
        assertSilence(peer);
        window = 10_000;
        peer.send(RawFrame.windowUpdate(0, window));
      }
      RawFrame data = peer.readUntil(FrameType.DATA);
      received.get(data.streamId() / 2).writeBytes(data.content());
      window -= data.content().length;
    }
    for (int i = 0; i < 2; i++) {
      assertSameBytes(body, received.get(i).toByteArray());
      peer.send(RawFrame.headers(2 * i + 1, true, HpackBlock.status(204)));
      assertEquals(204, await(uploads.get(i).response()).status());
    }
  }

  @Test
  void an_upload_that_waits_holds_up_no_other() {
    open(INITIAL_WINDOW_SIZE, 0);
    session.post("/waits").send(Buffer.buffer(new byte[1000]));
    peer.acknowledging(false).expectHeaders(1);
    session.post("/goes").send("abc");
    peer.expectHeaders(3);
    peer.send(RawFrame.windowUpdate(3, 3));
    assertEquals("abc", peer.expect(FrameType.DATA, 3).text());
    assertSilence(peer);
  }

  @Test
  void a_window_may_become_negative() {
    open(INITIAL_WINDOW_SIZE, 100);
    peer.acknowledging(false);
    session.post("/x").send(Buffer.buffer(new byte[300]));
    peer.expectHeaders(1);
    assertEquals(100, peer.expect(FrameType.DATA, 1).length());
    peer.send(RawFrame.settings(SettingId.INITIAL_WINDOW_SIZE, 0)); // -100 are left
    peer.expectSettingsAck();
    peer.send(RawFrame.windowUpdate(1, 100));
    assertSilence(peer);
    peer.send(RawFrame.windowUpdate(1, 200));
    assertEquals(200, peer.expect(FrameType.DATA, 1).length());
  }

  private Map<Integer, Integer> credits() {
    return ServerScript.credits(peer);
  }

  @Test
  void a_response_that_is_not_read_gets_no_credit_and_the_connection_does() {
    Http2Options http2 = new Http2Options().setConnectionWindowSize(WINDOW);
    http2.getSettings().setInitialWindowSize(WINDOW);
    open(options(http2));
    Future<ClientResponse> sent = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)));
    for (int left = WINDOW; left > 0; left -= 16_384) {
      peer.send(RawFrame.data(1, new byte[Math.min(left, 16_384)], false));
    }
    ClientResponse response = await(sent);
    Map<Integer, Integer> credits = credits();
    assertNull(credits.get(1), () -> "the unread stream was credited: " + credits);
    assertTrue(credits.getOrDefault(0, 0) >= WINDOW / 2, () -> "the connection was not credited: " + credits);
    Future<Buffer> body = on(response::body);
    peer.skipping(FrameType.SETTINGS, FrameType.PING);
    int credit = 0;
    while (credit < WINDOW / 2) {
      RawFrame update = peer.readUntil(FrameType.WINDOW_UPDATE);
      credit += update.streamId() == 1 ? update.increment() : 0;
    }
    peer.send(RawFrame.data(1, "end", true));
    assertEquals(WINDOW + 3, await(body).length());
  }

  @Test
  void credit_of_a_response_that_is_given_up_goes_back_to_the_connection() {
    Http2Options http2 = new Http2Options().setConnectionWindowSize(WINDOW);
    http2.getSettings().setInitialWindowSize(WINDOW);
    open(options(http2));
    peer.skipping(FrameType.SETTINGS, FrameType.PING); // WINDOW_UPDATE frames wait for credits()
    int received = 0;
    for (int id = 1; id < 20; id += 2) {
      ClientRequest request = session.get("/x");
      Future<ClientResponse> response = request.send();
      peer.request(id);
      peer.send(RawFrame.headers(id, false, HpackBlock.status(200)), RawFrame.data(id, new byte[16_384], false));
      await(response);
      request.reset(ErrorCode.CANCEL);
      peer.expectRst(id, ErrorCode.CANCEL);
      // on its way when the reset was sent
      peer.send(RawFrame.data(id, new byte[16_384], false));
      received += 2 * 16_384;
      int credit = credits().getOrDefault(0, 0);
      received -= credit;
      assertTrue(received < WINDOW, "the connection's window is not credited on stream " + id + ": " + received);
    }
  }
}
