package io.github.vertxnghttp2.parity;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.InformationalResponse;
import io.github.vertxnghttp2.ProtocolException;
import io.github.vertxnghttp2.PushedRequest;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.conformance.ClientScript;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Defects of pynghttp2's client that this one does not have. Other tests are about its server and its binding. */
class DefectsTest extends ClientScript {
  private static final long MAX_CONCURRENT_STREAMS = SettingId.MAX_CONCURRENT_STREAMS.id();

  private void respond(int streamId) {
    peer.send(RawFrame.headers(streamId, true, HpackBlock.status(204)));
  }

  /** The connection takes requests, and responses arrive. */
  private void assertAlive(int stream) {
    Future<ClientResponse> response = session.get("/alive").send();
    assertEquals("/alive", peer.request(stream).path());
    respond(stream);
    assertEquals(204, await(response).status());
  }

  @ParameterizedTest
  @CsvSource({"http://a.example/p?q=1&r,/p?q=1&r", "http://a.example?q=1,/?q=1", "http://a.example,/", "/p?q,/p?q"})
  @DisplayName("D1 The query string is part of the path that is sent, and a URL without a path sends a slash")
  void query(String url, String path) {
    open();
    session.get(url).send();
    assertEquals(path, peer.request(1).path());
  }

  @Test
  @DisplayName("D2 Queued requests are sent in their order, also if several are sent at once")
  void queue_order() {
    open(MAX_CONCURRENT_STREAMS, 0);
    for (int i = 1; i <= 9; i += 2) {
      session.get("/" + i).send();
    }
    peer.send(RawFrame.settings(SettingId.MAX_CONCURRENT_STREAMS, 100));
    for (int i = 1; i <= 9; i += 2) {
      assertEquals("/" + i, peer.request(i).path());
    }
  }

  @Test
  @DisplayName("D3 The peer's MAX_CONCURRENT_STREAMS limits the requests of a client, not its own")
  void whose_limit() {
    Http2Options http2 = new Http2Options();
    http2.getSettings().setMaxConcurrentStreams(1);
    open(options(http2), MAX_CONCURRENT_STREAMS, 3);
    for (int i = 1; i <= 7; i += 2) {
      session.get("/" + i).send();
    }
    for (int i = 1; i <= 5; i += 2) {
      assertEquals("/" + i, peer.request(i).path());
    }
    assertSilence(peer);
  }

  @Test
  @DisplayName("D4 A chunk of a single byte is sent at once, and delivered at once")
  void small_chunks() {
    open();
    ClientRequest request = session.post("/x");
    request.write("a");
    assertEquals("a", peer.readUntil(FrameType.DATA).text());
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "b", false));
    assertEquals("b", await(await(request.response()).readAny()).toString());
  }

  @Test
  @DisplayName("D5 Credit for the connection resumes every upload that waits for it")
  void connection_credit() {
    open(SettingId.INITIAL_WINDOW_SIZE.id(), 1 << 20);
    peer.acknowledging(false);
    List<Future<Void>> written = on(() -> List.of(session.post("/1").write(Buffer.buffer(new byte[100_000])),
      session.post("/3").write(Buffer.buffer(new byte[100_000]))));
    peer.expectHeaders(1);
    peer.expectHeaders(3);
    int received = 0;
    while (received < 65_535) {
      received += peer.readUntil(FrameType.DATA).length();
    }
    assertSilence(peer);
    peer.send(RawFrame.windowUpdate(0, 200_000));
    while (received < 200_000) {
      received += peer.readUntil(FrameType.DATA).length();
    }
    written.forEach(each -> await(each));
  }

  @Test
  @DisplayName("D6 A refused request that is sent again gets its own response, and the connection goes on")
  void refused() {
    open();
    Future<ClientResponse> response = session.get("/x").putHeader("x-a", "1").send();
    HeaderList head = peer.request(1).headers();
    peer.send(RawFrame.rst(1, ErrorCode.REFUSED_STREAM));
    assertEquals(head, peer.request(3).headers());
    peer.send(RawFrame.headers(3, false, HpackBlock.status(200)), RawFrame.data(3, "mine", true));
    assertEquals("mine", await(response.compose(ClientResponse::text)));
    assertAlive(5);
  }

  @Test
  @DisplayName("D7 An informational 103 is not taken for the final status that follows")
  void early_hints() {
    open();
    Promise<InformationalResponse> hints = Promise.promise();
    Future<ClientResponse> response = session.get("/x").informationalHandler(hints::complete).send();
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(103, "link", "</a.css>")));
    assertEquals("103 </a.css>", await(hints.future().map(hint -> hint.status() + " " + hint.headers().get("link"))));
    assertFalse(response.isComplete(), "103 was taken for the final status");
    peer.send(RawFrame.headers(1, true, HpackBlock.status(404, "x-a", "1")));
    assertEquals(404, await(response).status());
    assertNull(await(response).header("link"));
  }

  @Test
  @DisplayName("D8 Trailers are delivered at the end of the body, separate from the headers")
  void trailers() {
    open();
    Future<ClientResponse> sent = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200, "x-sum", "later")), RawFrame.data(1, "abc", false),
      RawFrame.headers(1, true, HpackBlock.of("x-sum", "3")));
    ClientResponse response = await(sent);
    assertEquals("abc", await(response.text()));
    assertEquals("later 3", on(() -> response.header("x-sum") + " " + response.trailers().get("x-sum")));
    assertAlive(3);
  }

  @Test
  @DisplayName("D9 The headers of a PUSH_PROMISE are those of the pushed request, and do not touch the response")
  void push_promise() {
    Http2Options http2 = new Http2Options();
    http2.getSettings().setPushEnabled(true);
    open(options(http2));
    Promise<PushedRequest> pushed = Promise.promise();
    Future<ClientResponse> sent = session.get("/x").pushHandler(pushed::complete).send();
    peer.request(1);
    peer.send(RawFrame.pushPromise(1, 2, HpackBlock.of(":method", "GET", ":scheme", "http", ":authority",
        "127.0.0.1:" + listening.getLocalPort(), ":path", "/pushed", "x-pushed", "1")),
      RawFrame.headers(1, true, HpackBlock.status(200, "x-own", "1")));
    ClientResponse response = await(sent);
    assertEquals("[x-own]", response.headers().names().toString());
    assertEquals("/pushed 1", await(pushed.future().map(push -> push.uri() + " " + push.headers().get("x-pushed"))));
  }

  @Test
  @DisplayName("D9 If pushes are disabled, which is the default, a PUSH_PROMISE is a protocol error and no response")
  void push_disabled() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.pushPromise(1, 2, HpackBlock.get("/pushed", "x-pushed", "1")));
    peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    failure(Http2Exception.class, response);
  }

  @Test
  @DisplayName("D10 GOAWAY with NO_ERROR lets the streams in flight finish")
  void goaway() {
    open();
    Future<String> response = session.get("/x").send().compose(ClientResponse::text);
    peer.request(1);
    peer.send(RawFrame.goAway(1, ErrorCode.NO_ERROR)).roundTrip();
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "finished", true));
    assertEquals("finished", await(response));
  }

  @Test
  @DisplayName("D11 terminate completes even if the peer keeps its socket open and sends nothing")
  void terminate() {
    open();
    await(session.terminate(ErrorCode.NO_ERROR));
    peer.expectGoAway(ErrorCode.NO_ERROR);
  }

  @Test
  @DisplayName("D12 An unknown error code keeps its number and ends only its stream")
  void unknown_code() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.rst(1, 0xfeed_beefL));
    StreamClosedException failure = failure(StreamClosedException.class, response);
    assertEquals(0xfeed_beefL, failure.code());
    assertNull(failure.errorCode());
    assertAlive(3);
  }

  @Test
  @DisplayName("D13 With a peer that uses HTTP/1 the connection fails with a clear error")
  void http_1() {
    Future<ClientSession> connecting = connect(options());
    peer.sendBytes("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n".getBytes());
    ProtocolException failure = failure(ProtocolException.class, connecting);
    assertTrue(failure.getMessage().contains("HTTP/1.1 400 Bad Request"), failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"x-a,'1\r\nx-b: 2'", "x-a,'1\n2'", "connection,close", "transfer-encoding,chunked", "'x a',1"})
  @DisplayName("D14 Fields that HTTP/2 forbids are refused before sending and on arrival")
  void messaging(String name, String value) {
    open();
    assertThrows(IllegalArgumentException.class, () -> session.get("/x").putHeader(name, value));
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.headers(1, true, HpackBlock.status(200, name, value)));
    assertEquals(ErrorCode.PROTOCOL_ERROR, failure(StreamClosedException.class, response).errorCode());
    assertAlive(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 20_000})
  @DisplayName("D15 Every kind of buffer can be sent (heap, direct, read-only, slice, composite), whole or as a chunk")
  void kinds_of_buffers(int length) {
    open(SettingId.INITIAL_WINDOW_SIZE.id(), 1 << 20);
    byte[] bytes = pattern(length);
    peer.send(RawFrame.windowUpdate(0, 10 << 20));
    byte[] framed = new byte[length + 2];
    System.arraycopy(bytes, 0, framed, 1, length);
    List<Buffer> kinds = new ArrayList<>(List.of(Buffer.buffer(bytes), Buffer.buffer(framed).slice(1, length + 1)));
    kinds.add(BufferInternal.buffer(Unpooled.directBuffer().writeBytes(bytes)));
    kinds.add(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes).asReadOnly()));
    kinds.add(BufferInternal.buffer(Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(bytes, 0, length / 2),
      Unpooled.directBuffer().writeBytes(bytes, length / 2, length - length / 2))));
    int stream = 1;
    for (Buffer kind : kinds) {
      session.post("/whole").send(kind);
      assertSameBytes(bytes, peer.request(stream).body());
      ClientRequest chunked = session.post("/chunked");
      chunked.write(kind);
      chunked.end();
      assertSameBytes(bytes, peer.request(stream + 2).body());
      stream += 4;
    }
  }
}
