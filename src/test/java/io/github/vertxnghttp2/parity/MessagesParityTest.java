package io.github.vertxnghttp2.parity;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Direction;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.conformance.ServerScript;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests and responses of our server and client, against peers that the test scripts. */
class MessagesParityTest extends ServerScript {

  @BeforeEach
  void start() {
    server = ServerSession.create(vertx, options(new Http2Options()));
    closing(() -> await(server.close()));
    await(server.listen());
  }

  private ServerRequest post(FramePeer peer, int stream, String... fields) {
    peer.send(RawFrame.headers(stream, false, HpackBlock.post("/x", fields)));
    return await(server.nextRequest());
  }

  private static List<String> fields(MultiMap headers) {
    List<String> fields = new ArrayList<>();
    for (Map.Entry<String, String> field : headers) {
      fields.add(field.getKey() + "=" + field.getValue());
    }
    return fields;
  }

  @Test
  @DisplayName("P15 A received message completes when its headers have arrived, before its body")
  void received() {
    FramePeer peer = open();
    Future<ServerRequest> waiting = server.nextRequest();
    byte[] block = HpackBlock.post("/x", "x-long", "v".repeat(50));
    peer.send(RawFrame.headers(1, false, Arrays.copyOf(block, 30)).without(Flag.END_HEADERS));
    assertFalse(waiting.isComplete(), "half of the headers came");
    peer.send(RawFrame.continuation(1, true, Arrays.copyOfRange(block, 30, block.length)));
    ServerRequest request = await(waiting);
    assertEquals(Direction.RECEIVING, request.direction());
    assertFalse(request.received().isComplete(), "the body is to come");
    peer.send(RawFrame.data(1, "body", true));
    await(request.received());
  }

  @Test
  @DisplayName("P15 A sent message completes when its headers and END_STREAM have been sent")
  void sent() {
    FramePeer peer = open(SettingId.INITIAL_WINDOW_SIZE.id(), 3).acknowledging(false);
    ServerRequest request = post(peer, 1);
    Future<Void> sent = request.response().sent();
    request.respond(200, "abcd");
    assertEquals(Direction.SENDING, request.response().direction());
    peer.expectHeaders(1);
    assertEquals("abc", peer.expect(FrameType.DATA, 1).text());
    peer.roundTrip();
    assertFalse(sent.isComplete(), "a byte and END_STREAM wait for the window");
    peer.send(RawFrame.windowUpdate(1, 1));
    await(sent);
    assertTrue(peer.expect(FrameType.DATA, 1).has(Flag.END_STREAM));
  }

  @Test
  @DisplayName("P16 The body is cached and can be read again and again, as bytes, as text and as JSON")
  void body_text_json() {
    FramePeer peer = open();
    ServerRequest request = post(peer, 1, "content-type", "application/json");
    Future<JsonObject> early = request.jsonObject();
    peer.send(RawFrame.data(1, "{\"a\":", false), RawFrame.data(1, "[1,\"ü\"]}", true));
    JsonObject json = new JsonObject().put("a", new JsonArray().add(1).add("ü"));
    assertEquals(json, await(early));
    for (int i = 0; i < 2; i++) {
      assertEquals("{\"a\":[1,\"ü\"]}", await(request.body()).toString());
      assertEquals("{\"a\":[1,\"ü\"]}", await(request.text()));
      assertEquals(json, await(request.json()));
    }
    ServerRequest other = post(peer, 3);
    peer.send(RawFrame.data(3, "no JSON", true));
    failure(DecodeException.class, other.json());
  }

  @Test
  @DisplayName("P17 A request has method, path, scheme, authority, lengths and types, stream id and its headers in"
    + " order")
  void request_properties() {
    FramePeer peer = open();
    peer.send(RawFrame.headers(5, false, HpackBlock.of(":method", "PATCH", ":scheme", "dtn", ":authority", "node:1",
      ":path", "/p/q?r=s", "b", "1", "content-type", "text/x", "a", "2", "b", "3", "content-length", "4")));
    ServerRequest request = await(server.nextRequest());
    assertEquals("PATCH /p/q r=s /p/q?r=s dtn node:1", request.method() + " " + request.path() + " " + request.query()
      + " " + request.uri() + " " + request.scheme() + " " + request.authority());
    assertEquals(5, request.streamId());
    assertEquals(4, request.contentLength());
    assertEquals("text/x", request.contentType());
    assertEquals(List.of("b=1", "content-type=text/x", "a=2", "b=3", "content-length=4"), fields(request.headers()));
    peer.send(RawFrame.data(5, "four", true));
    assertEquals("four", await(request.text()));
    peer.send(RawFrame.headers(7, true, HpackBlock.get("/")));
    ServerRequest bare = await(server.nextRequest());
    assertEquals(-1, bare.contentLength());
    assertNull(bare.contentType());
  }

  @Test
  @DisplayName("P17 A response has its status, length, type, stream id, content, and its headers in order with"
    + " duplicates")
  void response_properties() {
    ClientSession client = client();
    Future<ClientResponse> received = client.get("/x").send();
    ServerRequest request = await(server.nextRequest());
    request.response(418).headers().add("b", "1").add("a", "2").add("b", "3").add("content-type", "text/x");
    request.response().end("teapot");
    ClientResponse response = await(received);
    assertEquals(418, response.status());
    assertEquals(6, response.contentLength());
    assertEquals("text/x", response.contentType());
    assertEquals(List.of("b=1", "a=2", "b=3", "content-type=text/x", "content-length=6"), fields(response.headers()));
    assertEquals("teapot", await(response.text()));
    assertEquals(1, response.streamId());
    ClientRequest sent = response.request();
    assertEquals("GET /x http 127.0.0.1:" + server.actualPort(),
      sent.method() + " " + sent.uri() + " " + sent.scheme() + " " + sent.authority());
  }

  @Test
  @DisplayName("P18 A response of text or bytes adds its content-length")
  void response_with_data() {
    FramePeer peer = open();
    post(peer, 1).respond(200, "grün");
    Message text = peer.response(1);
    assertEquals("5 grün", text.headers().get("content-length") + " " + text.text());
    post(peer, 3).response(404).putHeader("x-a", "1").end(Buffer.buffer(new byte[] {1, 2, 3}));
    Message bytes = peer.response(3);
    assertEquals("404 3 1", bytes.status() + " " + bytes.headers().get("content-length") + " " + bytes.headers().get(
      "x-a"));
    assertSameBytes(new byte[]{1, 2, 3}, bytes.body());
  }

  @Test
  @DisplayName("P18 A response without data puts END_STREAM on HEADERS")
  void response_without_data() {
    FramePeer peer = open();
    post(peer, 1).respond(204);
    RawFrame head = peer.expect(FrameType.HEADERS, 1);
    assertTrue(head.has(Flag.END_STREAM), head.toString());
    assertNull(peer.headers(head).get("content-length"));
  }

  @Test
  @DisplayName("P18 A response from a reader is streamed: bytes are sent as they arrive, without a content-length")
  void response_from_a_reader() {
    FramePeer peer = open();
    ServerRequest request = post(peer, 1);
    request.respond(200, request);
    peer.send(RawFrame.data(1, "first", false));
    assertNull(peer.expectHeaders(1).get("content-length"));
    assertEquals("first", peer.expect(FrameType.DATA, 1).text());
    peer.send(RawFrame.data(1, "last", true));
    assertEquals("last", peer.expect(FrameType.DATA, 1).text());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5, 8, 0xffff_ffffL})
  @DisplayName("P19 A stream that closes early fails with its id, its code and who closed it")
  void stream_closed(long code) {
    FramePeer peer = open();
    ServerRequest request = post(peer, 7);
    Future<Buffer> body = request.body();
    peer.send(RawFrame.rst(7, code));
    StreamClosedException failure = failure(StreamClosedException.class, body);
    assertEquals(7, failure.streamId());
    assertEquals(code, failure.code());
    assertEquals(ErrorCode.of(code), failure.errorCode());
    assertEquals(Http2Exception.Initiator.REMOTE, failure.initiator());
    assertTrue(failure.getMessage().contains("stream 7") && failure.getMessage().contains(ErrorCode.nameOf(code)),
      failure.getMessage());
    assertTrue(Http2Exception.class.isAssignableFrom(ConnectionClosedException.class), "one catch for both");
  }

  @Test
  @DisplayName("P20 When a connection is lost, reading and writing of every open stream of a server fails")
  void lost_connection_of_a_server() {
    FramePeer peer = open(SettingId.INITIAL_WINDOW_SIZE.id(), 0);
    ServerRequest reading = post(peer, 1);
    ServerRequest writing = post(peer, 3);
    Future<Buffer> body = reading.body();
    Future<Void> sent = writing.response().end("waits for the window");
    peer.expectHeaders(3);
    peer.reset();
    failure(ConnectionClosedException.class, body);
    failure(ConnectionClosedException.class, reading.received());
    failure(ConnectionClosedException.class, sent);
  }
}
