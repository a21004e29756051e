package io.github.vertxnghttp2.parity;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.conformance.ClientScript;
import io.github.vertxnghttp2.conformance.ServerScript;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Bodies that a client writes and reads, and their flow control. */
class StreamReaderParityTest extends ClientScript {
  private static final long INITIAL_WINDOW_SIZE = SettingId.INITIAL_WINDOW_SIZE.id();
  private static final int WINDOW = 65_535;

  /** Opens a stream and sends the head of its response; the body follows. */
  private ClientResponse response(int stream) {
    Future<ClientResponse> response = session.get("/" + stream).send();
    peer.request(stream);
    peer.send(RawFrame.headers(stream, false, HpackBlock.status(200)));
    return await(response);
  }

  /** Sends bytes, and waits until the client has them. */
  private void send(int stream, String text, boolean end) {
    peer.send(RawFrame.data(stream, text, end)).roundTrip();
  }

  private void fill(int stream, byte[] body) {
    for (int at = 0; at < body.length; at += 16_384) {
      peer.send(RawFrame.data(stream, Arrays.copyOfRange(body, at, Math.min(body.length, at + 16_384)), false));
    }
  }

  @Test
  @DisplayName("P21 Chunks are sent in their order up to the end, and a write after the end is an error")
  void feed() {
    open();
    ClientRequest request = session.post("/x");
    request.write("a");
    request.write("b");
    request.end("c");
    assertTrue(assertThrows(IllegalStateException.class, () -> request.write("d")).getMessage().contains("ended"));
    assertTrue(assertThrows(IllegalStateException.class, request::end).getMessage().contains("ended"));
    assertEquals("abc", peer.request(1).text());
    assertSilence(peer);
  }

  @Test
  @DisplayName("P22 A reader knows whether the end has arrived, whether all was read, and whether bytes wait")
  void how_far() {
    open();
    ClientResponse response = response(1);
    List<String> states = new ArrayList<>();
    Runnable note = () -> states.add(on(() -> response.isEof() + " " + response.atEof() + " " + response.isEmpty()));
    note.run();
    send(1, "ab", false);
    note.run();
    await(response.read(2));
    note.run();
    send(1, "c", true);
    note.run();
    await(response.read(1));
    note.run();
    assertEquals(List.of("false false true", "false false false", "false false true", "true false false",
      "true true true"), states, "isEof, atEof, isEmpty");
  }

  @Test
  @DisplayName("P23 read(n) gives up to n bytes, read(0) none, and read(-1) everything to the end")
  void read() {
    open();
    ClientResponse response = response(1);
    assertEquals(0, await(response.read(0)).length());
    Future<Buffer> waiting = response.read(4);
    peer.roundTrip();
    assertFalse(waiting.isComplete(), "nothing came yet");
    send(1, "abc", false);
    assertEquals("abc", await(waiting).toString());
    send(1, "defgh", false);
    assertEquals("de", await(response.read(2)).toString());
    Future<Buffer> rest = response.read(-1);
    send(1, "ij", false);
    assertFalse(rest.isComplete(), "it is not the end");
    send(1, "k", true);
    assertEquals("fghijk", await(rest).toString());
    assertEquals(0, await(response.read(5)).length(), "at the end");
  }

  @Test
  @DisplayName("P23 readAny returns all bytes that arrived, readNow takes them across chunks, and the end can be"
    + " awaited")
  void read_any_and_now() {
    open();
    ClientResponse response = response(1);
    Future<Buffer> any = response.readAny();
    Future<Void> end = response.received();
    send(1, "ab", false);
    assertEquals("ab", await(any).toString());
    send(1, "cd", false);
    send(1, "ef", false);
    assertEquals("cde", on(() -> response.readNow(3)).toString());
    assertEquals("f", await(response.readAny()).toString());
    assertEquals(0, on(() -> response.readNow(-1)).length());
    assertFalse(end.isComplete(), "it goes on");
    send(1, "g", true);
    await(end);
    assertEquals("g", on(() -> response.readNow(-1)).toString());
  }

  @Test
  @DisplayName("P24 Sending waits while there is nothing to send, and goes on with the next write")
  void deferred() {
    open();
    ClientRequest request = session.post("/x");
    for (String part : List.of("one", "two", "three")) {
      request.write(part);
      RawFrame data = peer.readUntil(FrameType.DATA);
      assertEquals(part, data.text());
      assertFalse(data.has(Flag.END_STREAM));
      assertSilence(peer);
    }
    request.end();
    assertTrue(peer.expect(FrameType.DATA, 1).has(Flag.END_STREAM));
  }

  @Test
  @DisplayName("P25 A write completes when the windows of its stream and of the connection allow its last byte")
  void drain_waits_for_the_windows() {
    open(INITIAL_WINDOW_SIZE, 70_000);
    peer.acknowledging(false);
    Future<Void> written = session.post("/x").write(Buffer.buffer(new byte[70_002]));
    int sent = 0;
    while (sent < WINDOW) {
      sent += peer.readUntil(FrameType.DATA).length();
    }
    assertSilence(peer);
    assertFalse(written.isComplete(), "the connection's window is used up");
    peer.send(RawFrame.windowUpdate(0, 100_000));
    assertEquals(70_000 - WINDOW, peer.expect(FrameType.DATA, 1).length());
    assertSilence(peer);
    assertFalse(written.isComplete(), "the stream's window is used up");
    peer.send(RawFrame.windowUpdate(1, 2));
    assertEquals(2, peer.expect(FrameType.DATA, 1).length());
    await(written);
  }

  @Test
  @DisplayName("P25 With open windows a write waits until the socket takes it; then the drain handler is called")
  void drain_waits_for_the_transport() {
    int size = 64 << 20; // more than the buffers of two sockets
    open(INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
    peer.acknowledging(false).send(RawFrame.windowUpdate(0, Integer.MAX_VALUE - WINDOW)).roundTrip();
    ClientRequest request = session.post("/x");
    Promise<Void> drained = Promise.promise();
    request.drainHandler(v -> drained.tryComplete());
    Future<Void> written = request.write(Buffer.buffer(new byte[size]));
    assertTrue(request.writeQueueFull());
    int received = 0;
    while (received < 1 << 20) {
      received += peer.readUntil(FrameType.DATA).length();
    }
    assertFalse(written.isComplete() || drained.future().isComplete(), "most of it cannot have left");
    while (received < size) {
      received += peer.readUntil(FrameType.DATA).length();
    }
    await(written);
    await(drained.future());
    assertFalse(request.writeQueueFull());
  }

  @Test
  @DisplayName("P26 The connection's window is credited on arrival, a stream's on reading: an unread stream blocks"
    + " no other")
  void credit() {
    Http2Options http2 = new Http2Options().setConnectionWindowSize(WINDOW);
    http2.getSettings().setInitialWindowSize(WINDOW);
    open(options(http2));
    ClientResponse unread = response(1);
    fill(1, new byte[WINDOW]);
    Map<Integer, Integer> arrived = ServerScript.credits(peer);
    assertNull(arrived.get(1), "the unread stream was credited");
    assertTrue(arrived.getOrDefault(0, 0) > WINDOW / 2, () -> "the connection was not credited: " + arrived);
    ClientResponse other = response(3);
    byte[] body = pattern(30_000);
    fill(3, body);
    send(3, "", true);
    assertSameBytes(body, await(other.body()).getBytes());
    assertNull(ServerScript.credits(peer).get(1), "the unread stream was credited");
    for (int read = 0; read < WINDOW; ) {
      read += await(unread.readAny()).length();
    }
    assertTrue(ServerScript.credits(peer).getOrDefault(1, 0) > WINDOW / 2, "a stream that was read was not credited");
  }

  @Test
  @DisplayName("P27 Bodies far above 64 KiB are sent in both directions on concurrent streams, and all complete")
  void interleaved() {
    int streams = 10;
    List<ServerRequest> waiting = new ArrayList<>();
    ServerSession server = await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0))
      .requestHandler(request -> {
        waiting.add(request);
        if (waiting.size() == streams) { // now all of them run at once
          waiting.forEach(each -> each.pipeTo(each.response()));
        }
      }).listen());
    closing(() -> await(server.close()));
    ClientSession client = await(ClientSession.connect(vertx,
      new ClientOptions().setHost("127.0.0.1").setPort(server.actualPort())));
    closing(() -> await(client.terminate(ErrorCode.NO_ERROR)));
    byte[] all = pattern(500_000 + streams);
    List<Future<Buffer>> echoes = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      echoes.add(client.post("/" + i).send(Buffer.buffer(Arrays.copyOfRange(all, i, i + 500_000)))
        .compose(ClientResponse::body));
    }
    for (int i = 0; i < streams; i++) {
      assertSameBytes(Arrays.copyOfRange(all, i, i + 500_000), await(echoes.get(i)).getBytes());
    }
  }
}
