package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests and responses as they lie on the wire, RFC 9113 section 8.1. */
class ServerMessagesIT extends ServerScript {

  private static void echo(ServerRequest request) {
    request.body().onSuccess(body -> request.response().end(body));
  }

  private static byte[] bytes(RawFrame... frames) {
    return HpackBlock.concat(Arrays.stream(frames).map(RawFrame::bytes).toArray(byte[][]::new));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void settings_come_before_everything_else() {
    serve(ServerMessagesIT::echo);
    FramePeer peer = connect();
    peer.sendBytes(HpackBlock.concat(ascii(FramePeer.PREFACE),
      bytes(RawFrame.settings(), RawFrame.headers(1, true, HpackBlock.get("/x")))));
    RawFrame first = peer.read();
    assertTrue(first.is(FrameType.SETTINGS) && !first.has(Flag.ACK), () -> "first frame: " + first + peer);
    assertEquals(250, first.setting(SettingId.MAX_CONCURRENT_STREAMS, -1));
    assertEquals(256 << 10, first.setting(SettingId.INITIAL_WINDOW_SIZE, -1));
    assertEquals(64 << 10, first.setting(SettingId.MAX_HEADER_LIST_SIZE, -1));
    assertEquals(-1, first.setting(SettingId.ENABLE_PUSH, -1),
      "a server says nothing about push, RFC 9113 section 6.5.2");
    peer.expectSettingsAck();
    assertEquals(200, peer.response(1).status());
  }

  @Test
  void a_connection_may_come_byte_by_byte() {
    serve(ServerMessagesIT::echo);
    FramePeer peer = connect();
    byte[] all = HpackBlock.concat(ascii(FramePeer.PREFACE), bytes(RawFrame.settings(),
      RawFrame.headers(1, false, HpackBlock.post("/split", "x-one", "1")), RawFrame.data(1, "he", false),
      RawFrame.paddedData(1, ascii("llo"), 9, false), RawFrame.data(1, "", true)));
    for (byte each : all) {
      peer.sendBytes(new byte[] {each});
    }
    assertEquals("hello", peer.response(1).text());
    assertAlive(peer, 3);
  }

  @Test
  void many_requests_in_one_write_all_have_responses() {
    serve(request -> request.response().end(request.path()));
    FramePeer peer = open();
    RawFrame[] requests = new RawFrame[100];
    for (int i = 0; i < requests.length; i++) {
      requests[i] = RawFrame.headers(2 * i + 1, true, HpackBlock.get("/" + i));
    }
    peer.send(requests);
    for (int i = 0; i < requests.length; i++) {
      assertEquals("/" + i, peer.response(2 * i + 1).text());
    }
  }

  @Test
  void a_header_block_may_go_on_in_continuations() {
    serve(request -> request.response().putHeader("x-seen", request.header("x-long")).end());
    FramePeer peer = open();
    byte[] block = HpackBlock.get("/long", "x-long", "v".repeat(100));
    peer.send(RawFrame.headers(1, true, Arrays.copyOf(block, 3)).without(Flag.END_HEADERS),
      RawFrame.continuation(1, false, new byte[0]),
      RawFrame.continuation(1, false, Arrays.copyOfRange(block, 3, 60)));
    peer.send(RawFrame.continuation(1, true, Arrays.copyOfRange(block, 60, block.length)));
    assertEquals("v".repeat(100), peer.response(1).headers().get("x-seen"));
  }

  @Test
  void a_long_response_head_goes_on_in_continuations() {
    String value = "v".repeat(20_000);
    serve(request -> request.response().putHeader("x-long", value).end());
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    RawFrame head = peer.expect(FrameType.HEADERS, 1);
    assertFalse(head.has(Flag.END_HEADERS), () -> "one frame cannot hold it: " + head);
    assertEquals(value, peer.headers(head).get("x-long"));
  }

  @Test
  void padding_is_no_part_of_a_message() {
    serve(ServerMessagesIT::echo);
    FramePeer peer = open();
    peer.send(RawFrame.paddedHeaders(1, false, HpackBlock.post("/pad"), 255),
      RawFrame.paddedData(1, ascii("ab"), 0, false),
      RawFrame.paddedData(1, new byte[0], 100, false),
      RawFrame.paddedData(1, ascii("cd"), 255, true));
    assertEquals("abcd", peer.response(1).text());
  }

  @Test
  void a_handler_sees_the_request_as_it_was_sent() {
    Promise<ServerRequest> seen = Promise.promise();
    serve(request -> {
      seen.complete(request);
      request.response().end();
    });
    FramePeer peer = open();
    peer.sendHeaders(1, true, ":method", "PATCH", ":scheme", "http", ":authority", "example.org:81", ":path",
      "/a/b?c=d?e", "accept", "*/*", "x-twice", "1", "x-twice", "2", "x-empty", "");
    peer.response(1);
    ServerRequest request = await(seen.future());
    assertEquals("PATCH", request.method().name());
    assertEquals("/a/b?c=d?e", request.uri());
    assertEquals("/a/b", request.path());
    assertEquals("c=d?e", request.query());
    assertEquals("http", request.scheme());
    assertEquals("example.org:81", request.authority());
    assertEquals(1, request.streamId());
    assertEquals("*/*", request.header("Accept"));
    assertEquals(List.of("1", "2"), request.headers().getAll("x-twice"));
    assertEquals("", request.header("x-empty"));
    assertNull(request.header("x-none"));
    assertEquals(3, request.headers().size(), () -> "no pseudo-header fields: " + request.headers());
    assertEquals("127.0.0.1", request.remoteAddress().host());
    assertEquals(server.actualPort(), request.localAddress().port());
  }

  @Test
  void cookies_that_came_in_crumbs_are_one_field_to_the_handler() {
    serve(request -> request.response().end(request.headers().getAll("cookie") + " " + request.header("Cookie") + " "
      + request.headers().size()));
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true,
      HpackBlock.get("/x", "cookie", "a=1", "x-between", "them", "cookie", "b=2; c=3", "cookie", "d=4")));
    assertEquals("[a=1; b=2; c=3; d=4] a=1; b=2; c=3; d=4 2", peer.response(1).text());
  }

  @Test
  void connect_has_neither_scheme_nor_path() {
    Promise<ServerRequest> seen = Promise.promise();
    serve(request -> {
      seen.complete(request);
      request.response().end();
    });
    FramePeer peer = open();
    peer.sendHeaders(1, false, ":method", "CONNECT", ":authority", "example.org:443");
    assertEquals(200, peer.response(1).status());
    ServerRequest request = await(seen.future());
    assertEquals("CONNECT", request.method().name());
    assertEquals("example.org:443", request.authority());
    assertNull(request.scheme());
    assertEquals("", request.path());
  }

  @Test
  void trailers_of_a_request_reach_the_handler() {
    serve(request -> request.body().onSuccess(body -> request.response()
      .end(body + " " + request.trailers().get("x-sum") + " " + request.trailers().size())));
    FramePeer peer = open();
    peer.sendHeaders(1, false, ":method", "POST", ":scheme", "http", ":authority", "localhost", ":path", "/sum");
    peer.send(RawFrame.data(1, "abc", false));
    peer.sendHeaders(1, true, "x-sum", "3");
    assertEquals("abc 3 1", peer.response(1).text());
  }

  @Test
  void trailers_of_a_request_come_without_a_body_too() {
    serve(request -> request.body().onSuccess(body -> request.response().end(request.trailers().get("x-sum"))));
    FramePeer peer = open();
    peer.sendHeaders(1, false, ":method", "POST", ":scheme", "http", ":authority", "localhost", ":path", "/sum");
    peer.sendHeaders(1, true, "x-sum", "0");
    assertEquals("0", peer.response(1).text());
  }

  @Test
  void trailers_of_a_response_follow_its_body() {
    serve(request -> request.response().putTrailer("x-sum", "3").end("abc"));
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    Message response = peer.response(1);
    assertEquals("abc", response.text());
    assertEquals(HeaderList.of("x-sum", "3"), response.trailers());
  }

  @Test
  void trailers_of_a_response_come_without_a_body_too() {
    serve(request -> request.response().putTrailer("x-sum", "0").end());
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    Message response = peer.response(1);
    assertEquals("", response.text());
    assertEquals(HeaderList.of("x-sum", "0"), response.trailers());
  }

  @Test
  void early_hints_come_before_the_response() {
    serve(request -> {
      request.response().inform(103, MultiMap.caseInsensitiveMultiMap().add("link", "</a.css>"));
      request.response().inform(103, MultiMap.caseInsensitiveMultiMap().add("link", "</b.css>"));
      request.response().end("done");
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    Message response = peer.response(1);
    assertEquals(List.of(HeaderList.of(":status", "103", "link", "</a.css>"),
      HeaderList.of(":status", "103", "link", "</b.css>")), response.interim());
    assertEquals(200, response.status());
    assertEquals("done", response.text());
  }

  @Test
  void a_client_that_waits_for_100_is_let_go_on() {
    serve(request -> {
      request.response().writeContinue();
      echo(request);
    });
    FramePeer peer = open();
    peer.sendHeaders(1, false, ":method", "POST", ":scheme", "http", ":authority", "localhost", ":path", "/x",
      "expect", "100-continue");
    assertEquals("100", peer.expectHeaders(1).get(":status"));
    peer.send(RawFrame.data(1, "now", true));
    assertEquals("now", peer.response(1).text());
  }

  @Test
  void the_response_to_head_has_a_length_and_no_body() {
    serve(request -> request.response().end("seven!!"));
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.request("HEAD", "/x")));
    RawFrame head = peer.expect(FrameType.HEADERS, 1);
    assertTrue(head.has(Flag.END_STREAM), () -> head.toString());
    assertEquals("7", peer.headers(head).get("content-length"));
    assertSilence(peer);
  }

  @Test
  void the_response_to_head_has_no_body_when_it_is_written_in_pieces() {
    serve(request -> {
      request.response().write("one");
      request.response().end("two");
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.request("HEAD", "/x")));
    Message response = peer.response(1);
    assertEquals(200, response.status());
    assertEquals(0, response.body().length);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void a_status_without_a_body_has_none(int status) {
    serve(request -> request.response(status).end("not to be sent"));
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    RawFrame head = peer.expect(FrameType.HEADERS, 1);
    HeaderList fields = peer.headers(head);
    assertEquals(Integer.toString(status), fields.get(":status"));
    assertNull(fields.get("content-length"));
    assertTrue(head.has(Flag.END_STREAM), () -> head.toString());
    assertSilence(peer);
  }

  @Test
  void a_body_of_known_length_says_so_and_one_in_pieces_does_not() {
    serve(request -> {
      if (request.path().equals("/whole")) {
        request.response().end("whole");
      } else {
        request.response().write("pie").compose(v -> request.response().write("ce")).onSuccess(v -> request.response()
          .end("s"));
      }
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/whole")), RawFrame.headers(3, true, HpackBlock.get(
      "/pieces")));
    assertEquals("5", peer.response(1).headers().get("content-length"));
    Message pieces = peer.response(3);
    assertNull(pieces.headers().get("content-length"));
    assertEquals("pieces", pieces.text());
  }

  @Test
  void a_response_may_begin_before_the_request_has_ended() {
    serve(request -> {
      request.response().write("begun ");
      request.handler(chunk -> request.response().write(Buffer.buffer("[").appendBuffer(chunk).appendString("]")));
      request.endHandler(v -> request.response().end());
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")));
    peer.expectHeaders(1);
    assertEquals("begun ", peer.expect(FrameType.DATA, 1).text());
    peer.send(RawFrame.data(1, "one", false));
    assertEquals("[one]", peer.expect(FrameType.DATA, 1).text());
    peer.send(RawFrame.data(1, "two", true));
    RawFrame last = peer.expect(FrameType.DATA, 1);
    assertEquals("[two]", last.text());
    assertTrue(last.has(Flag.END_STREAM) || peer.expect(FrameType.DATA, 1).has(Flag.END_STREAM), peer::toString);
  }

  @Test
  void sent_completes_when_the_response_has_left() {
    Promise<Void> sent = Promise.promise();
    Promise<Void> closed = Promise.promise();
    serve(request -> {
      request.response().closeHandler(v -> closed.complete());
      request.response().end("x").onComplete(sent);
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    peer.response(1);
    await(sent.future());
    await(closed.future());
  }

  @Test
  void pings_are_acknowledged() {
    serve(ServerMessagesIT::echo);
    FramePeer peer = open();
    peer.send(RawFrame.ping(0x0123_4567_89ab_cdefL), RawFrame.ping(-1));
    peer.expectPingAck(0x0123_4567_89ab_cdefL);
    peer.expectPingAck(-1);
  }

  @Test
  void frames_that_a_server_need_not_know_are_passed_over() {
    serve(ServerMessagesIT::echo);
    FramePeer peer = open();
    peer.send(RawFrame.unknown(0xbe, 0xff, 0, new byte[20]), RawFrame.priority(1, 0, 16, false),
      RawFrame.priorityUpdate(1, "u=1"), RawFrame.altSvc(0, "http://localhost", "h2=\":1\""),
      RawFrame.headers(1, false, HpackBlock.post("/x"), 0, 256, true), RawFrame.unknown(0xbe, 1, 1, new byte[5]),
      RawFrame.settings(0xff, 42), RawFrame.data(1, "x", true));
    assertEquals("x", peer.response(1).text());
    assertAlive(peer, 3);
  }
}
