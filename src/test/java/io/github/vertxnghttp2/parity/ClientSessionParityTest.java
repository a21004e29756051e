package io.github.vertxnghttp2.parity;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.UnprocessedException;
import io.github.vertxnghttp2.binding.HeaderInflater;
import io.github.vertxnghttp2.conformance.ClientScript;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClientSessionParityTest extends ClientScript {
  private static final long MAX_CONCURRENT_STREAMS = SettingId.MAX_CONCURRENT_STREAMS.id();

  private void respond(int streamId) {
    peer.send(RawFrame.headers(streamId, true, HpackBlock.status(204)));
  }

  private List<Future<ClientResponse>> get(String... paths) {
    List<Future<ClientResponse>> responses = new ArrayList<>();
    for (String path : paths) {
      responses.add(session.get(path).send());
    }
    return responses;
  }

  @Test
  @DisplayName("P5 connect returns a session that has started, so that no request can precede the start; terminate"
    + " ends it")
  void start_and_terminate() {
    Future<ClientSession> starting = connect(options());
    peer.readPreface().acknowledging(false).readUntil(FrameType.WINDOW_UPDATE);
    assertFalse(starting.isComplete(), "started before the server's SETTINGS came");
    peer.send(RawFrame.settings());
    session = await(starting);
    await(session.terminate(ErrorCode.NO_ERROR));
    peer.expectClosed();
  }

  @Test
  @DisplayName("P5 A request after terminate fails with a clear error, a second terminate does not fail")
  void a_request_after_the_end() {
    open();
    await(session.terminate(ErrorCode.NO_ERROR));
    ConnectionClosedException failure = failure(ConnectionClosedException.class, session.get("/x").send());
    assertTrue(failure.getMessage().contains("closed"), failure.getMessage());
    await(session.terminate(ErrorCode.NO_ERROR));
  }

  @Test
  @DisplayName("P6 A client sends the SETTINGS of the caller, with any id")
  void settings() {
    Http2Settings chosen = new Http2Settings().setHeaderTableSize(8192).setInitialWindowSize(123_456)
      .setMaxFrameSize(20_000).setMaxHeaderListSize(9999).set(0xf0f0, 42);
    Future<ClientSession> connecting = connect(options(new Http2Options().setSettings(chosen)));
    RawFrame sent = peer.handshake();
    await(connecting);
    assertEquals(8192, sent.setting(SettingId.HEADER_TABLE_SIZE, -1));
    assertEquals(123_456, sent.setting(SettingId.INITIAL_WINDOW_SIZE, -1));
    assertEquals(20_000, sent.setting(SettingId.MAX_FRAME_SIZE, -1));
    assertEquals(9999, sent.setting(SettingId.MAX_HEADER_LIST_SIZE, -1));
    assertTrue(sent.toString().contains("0xf0f0=42"), sent.toString());
  }

  @Test
  @DisplayName("P7 get, post and request send requests with their method, URL, headers and data")
  void requests() {
    open();
    session.get("/a?b=c").putHeader("x-a", "1").send();
    session.post("http://example.org:81/p").send("data");
    session.request(HttpMethod.PUT, "/q").send("more");
    Message get = peer.request(1);
    assertEquals("GET /a?b=c 1", get.method() + " " + get.path() + " " + get.headers().get("x-a"));
    Message post = peer.request(3);
    assertEquals("POST /p data example.org:81",
      post.method() + " " + post.path() + " " + post.text() + " " + post.headers().get(":authority"));
    Message put = peer.request(5);
    assertEquals("PUT /q more", put.method() + " " + put.path() + " " + put.text());
  }

  @Test
  @DisplayName("P7 A request can be given as raw headers with pseudo-headers: order, duplicates and sensitive"
    + " fields stay")
  void raw_headers() {
    open();
    HeaderList head = HeaderList.of(":method", "REPORT", ":scheme", "dtn", ":authority", "node", ":path", "/r", "b",
      "1", "a", "2", "b", "3").add("x-key", "secret", true);
    session.request(head).send();
    try (HeaderInflater inflater = new HeaderInflater()) {
      assertEquals(head, inflater.inflate(peer.expect(FrameType.HEADERS, 1).content()));
    }
    assertTrue(assertThrows(IllegalArgumentException.class, () -> session.request(HeaderList.of("a", "b")))
      .getMessage().contains(":method"));
  }

  @Test
  @DisplayName("P7 The request object exists at once, its response when the headers arrive, and the body later")
  void at_once_and_later() {
    open(MAX_CONCURRENT_STREAMS, 0);
    ClientRequest request = session.get("/x");
    Future<ClientResponse> response = request.send();
    assertNotNull(request.response());
    assertEquals(0, request.streamId(), "it waits");
    peer.send(RawFrame.settings(SettingId.MAX_CONCURRENT_STREAMS, 1)).request(1);
    assertFalse(response.isComplete(), "no headers came");
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)));
    Future<String> body = await(response).text();
    assertEquals(1, request.streamId());
    peer.roundTrip();
    assertFalse(body.isComplete(), "no body came");
    peer.send(RawFrame.data(1, "body", true));
    assertEquals("body", await(body));
  }

  @Test
  @DisplayName("P8 Nothing but preface, SETTINGS and the connection's window is sent before the peer's first SETTINGS")
  void nothing_before_the_settings() {
    Future<Future<ClientResponse>> asked = connect(options()).map(connected -> connected.get("/first").send());
    List<String> types = new ArrayList<>();
    peer.readPreface().acknowledging(false);
    types.add(FrameType.nameOf(peer.read().type()));
    types.add(FrameType.nameOf(peer.read().type()));
    assertFalse(asked.isComplete(), "there is a session already");
    peer.send(RawFrame.settings(MAX_CONCURRENT_STREAMS, 1));
    RawFrame next = peer.read();
    assertTrue(next.is(FrameType.SETTINGS) && next.has(Flag.ACK), "before the acknowledgement came " + next);
    assertEquals(List.of("SETTINGS", "WINDOW_UPDATE"), types);
    assertEquals("/first", peer.request(1).path());
  }

  @Test
  @DisplayName("P8 Requests beyond the peer's MAX_CONCURRENT_STREAMS wait and are sent in their order")
  void first_in_first_out() {
    open(MAX_CONCURRENT_STREAMS, 1);
    List<Future<ClientResponse>> responses = get("/1", "/2", "/3", "/4");
    for (int i = 0; i < 4; i++) {
      assertEquals("/" + (i + 1), peer.request(2 * i + 1).path());
      assertSilence(peer);
      respond(2 * i + 1);
    }
    responses.forEach(response -> assertEquals(204, await(response).status()));
  }

  @Test
  @DisplayName("P9 requestAllowed is true if a request would be sent at once: below the peer's limit, and before"
    + " any GOAWAY")
  void request_allowed() {
    open(MAX_CONCURRENT_STREAMS, 1);
    assertTrue(session.requestAllowed());
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    assertFalse(session.requestAllowed(), "the only stream is taken");
    respond(1);
    await(response);
    peer.roundTrip();
    assertTrue(session.requestAllowed(), "the stream is free again");
    response = session.get("/y").send();
    peer.request(3);
    peer.send(RawFrame.settings(SettingId.MAX_CONCURRENT_STREAMS, 10)).roundTrip();
    assertTrue(session.requestAllowed(), "there are nine more");
    peer.send(RawFrame.goAway(3, ErrorCode.NO_ERROR)).roundTrip();
    assertFalse(session.requestAllowed(), "the peer takes no more");
    respond(3);
    assertEquals(204, await(response).status());
  }

  @Test
  @DisplayName("P10 terminate sends GOAWAY with its code; pending requests fail with that code, later ones fail at"
    + " once")
  void terminate() {
    open(MAX_CONCURRENT_STREAMS, 1);
    List<Future<ClientResponse>> responses = get("/sent", "/waits");
    peer.request(1);
    await(session.terminate(0xbeef));
    peer.expectGoAway(0xbeef);
    for (Future<ClientResponse> response : responses) {
      Http2Exception failure = failure(Http2Exception.class, response);
      assertEquals(0xbeef, failure.code());
      assertTrue(failure.getMessage().contains("0xbeef"), failure.getMessage());
    }
    assertEquals(0xbeef, failure(Http2Exception.class, session.get("/late").send()).code());
  }

  @Test
  @DisplayName("P10 terminate has no effect on a connection that was lost")
  void terminate_what_is_lost() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.reset();
    failure(ConnectionClosedException.class, response);
    await(session.terminate(ErrorCode.ENHANCE_YOUR_CALM));
    UnprocessedException late = failure(UnprocessedException.class, session.get("/y").send());
    assertEquals(ErrorCode.REFUSED_STREAM.code(), late.code(), "it is the loss that is told");
    assertEquals(Initiator.REMOTE, late.initiator());
  }

  @Test
  @DisplayName("P11 A request that was refused with REFUSED_STREAM is queued again with its body, as often as the"
    + " options say")
  void refused_and_sent_again() {
    open(options().setRefusedStreamRetries(2), MAX_CONCURRENT_STREAMS, 1);
    Future<ClientResponse> response = session.post("/x").send("body");
    for (int stream = 1; stream <= 3; stream += 2) {
      assertEquals("body", peer.request(stream).text());
      peer.send(RawFrame.rst(stream, ErrorCode.REFUSED_STREAM));
    }
    Message third = peer.request(5);
    assertEquals("POST /x body", third.method() + " " + third.path() + " " + third.text());
    respond(5);
    assertEquals(204, await(response).status());
    Future<ClientResponse> hopeless = session.get("/y").send();
    for (int stream = 7; stream <= 11; stream += 2) {
      peer.request(stream);
      peer.send(RawFrame.rst(stream, ErrorCode.REFUSED_STREAM));
    }
    failure(UnprocessedException.class, hopeless);
    assertSilence(peer);
  }

  @Test
  @DisplayName("P20 When a connection is lost, every open stream, queued request and waiting future of a client fails")
  void lost_connection() {
    open(MAX_CONCURRENT_STREAMS, 2);
    peer.acknowledging(false);
    ClientRequest open = session.post("/open");
    open.write("unfinished");
    Future<String> body = session.get("/body").send().compose(ClientResponse::text);
    Future<ClientResponse> queued = session.get("/queued").send();
    Future<Duration> ping = session.ping();
    peer.expectHeaders(1);
    peer.readUntil(FrameType.HEADERS); // of stream 3; DATA of stream 1 may be before it or behind
    peer.send(RawFrame.headers(3, false, HpackBlock.status(200)), RawFrame.data(3, "part", false)).roundTrip();
    peer.close();
    for (Future<?> waiting : List.of(open.response(), open.sent(), body, ping)) {
      failure(ConnectionClosedException.class, waiting);
    }
    failure(UnprocessedException.class, queued);
  }
}
