package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2;
import io.github.vertxnghttp2.Http2RequestOptions;
import io.github.vertxnghttp2.RequestTimeoutException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The short way: one call, one connection, one response with its body. */
class SingleRequestIT extends ScriptedTest {
  private ServerSocket listening;
  private FramePeer peer;

  @BeforeEach
  void listen() {
    listening = closing(FramePeer.listen());
  }

  private String here() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  /** Connects to the peer whatever the URL. */
  private Http2RequestOptions options() {
    return new Http2RequestOptions().setHost("127.0.0.1").setPort(listening.getLocalPort());
  }

  private Message request() {
    peer = closing(FramePeer.accept(listening));
    peer.handshake();
    return peer.request(1);
  }

  private void respond(String text, String... fields) {
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200, fields)), RawFrame.data(1, text, true));
  }

  @Test
  void the_body_is_there_and_stays_after_the_connection_has_closed() {
    Future<ClientResponse> sent = Http2.get(vertx, here() + "/x");
    request();
    respond("[1]", "content-type", "application/json");
    ClientResponse response = await(sent);
    peer.expectGoAway(ErrorCode.NO_ERROR);
    peer.expectClosed();
    assertEquals("[1]", await(response.text()));
    assertEquals("[1]", await(response.body()).toString());
    assertEquals(new JsonArray().add(1), await(response.json()));
  }

  @Test
  void a_request_that_cannot_be_made_fails_and_its_connection_closes() {
    Future<ClientResponse> response = Http2.request(vertx, HttpMethod.CONNECT, "http://example.org/", options());
    peer = closing(FramePeer.accept(listening));
    peer.handshake();
    assertTrue(failure(IllegalArgumentException.class, response).getMessage().contains(":authority"));
    peer.expectClosed();
  }

  @ParameterizedTest
  @CsvSource({"'',/", "/,/", "?a=b&c,/?a=b&c", "/p?a=b,/p?a=b", "/p?,/p?", "/p#part,/p",
    "/gr\u00fcn?\u00fc,/gr%C3%BCn?%C3%BC", "/%2Fa%20b,/%2Fa%20b"})
  void path_and_query_are_those_of_the_url(String suffix, String path) {
    Http2.get(vertx, here() + suffix);
    HeaderList head = request().headers();
    assertEquals(path, head.get(":path"));
    assertEquals("http", head.get(":scheme"));
    assertEquals("127.0.0.1:" + listening.getLocalPort(), head.get(":authority"));
  }

  @ParameterizedTest
  @CsvSource({"dtn://groundstation1/ping,dtn,groundstation1", "dtn://ground_station:7/ping,dtn,ground_station:7",
    "HTTP://user:word@example.org/ping,http,example.org", "http://[2001:db8::1]:81/ping,http,[2001:db8::1]:81"})
  void scheme_and_authority_are_those_of_the_url_wherever_it_is_dialled(String url, String scheme, String authority) {
    Future<ClientResponse> response = Http2.get(vertx, url, options());
    assertEquals(HeaderList.of(":method", "GET", ":scheme", scheme, ":authority", authority, ":path", "/ping"),
      request().headers());
    respond("pong");
    assertEquals("pong", await(response.compose(ClientResponse::text)));
  }

  @Test
  void fields_go_out_in_their_order_and_more_than_once() {
    Http2RequestOptions options = options().putHeader("X-One", "1").putHeader("x-two", "2");
    options.getHeaders().add("x-one", "3");
    Http2.request(vertx, HttpMethod.DELETE, here() + "/x", options);
    HeaderList head = request().headers();
    assertEquals("DELETE", head.get(":method"));
    assertEquals(List.of("1", "3"), head.getAll("x-one"));
    assertEquals("2", head.get("x-two"));
  }

  @Test
  void a_body_of_json_says_what_it_is() {
    Http2.post(vertx, here(), new Http2RequestOptions().setBody(new JsonObject().put("a", 1)));
    Message request = request();
    assertEquals("POST", request.method());
    assertEquals("application/json", request.headers().get("content-type"));
    assertEquals("{\"a\":1}", request.text());
  }

  @Test
  void a_content_type_that_is_set_stays() {
    Http2.post(vertx, here(), options().putHeader("content-type", "application/problem+json").setBody(new JsonArray()));
    Message request = request();
    assertEquals("application/problem+json", request.headers().get("content-type"));
    assertEquals("[]", request.text());
  }

  @Test
  void bodies_of_text_and_bytes() {
    Http2.post(vertx, here(), "gr\u00fcn");
    assertEquals("gr\u00fcn", request().text());
    Http2.post(vertx, here(), Buffer.buffer("bytes"));
    assertEquals("bytes", request().text());
  }

  @Test
  void options_that_change_later_do_not_change_the_request() {
    Http2RequestOptions options = options().putHeader("x-one", "1");
    Http2.get(vertx, here(), options);
    options.putHeader("x-one", "2");
    assertEquals("1", request().headers().get("x-one"));
  }

  @Test
  void a_response_that_does_not_come_in_time_resets_the_stream() {
    int millis = 300;
    Future<ClientResponse> response = slow(millis);
    while (!isAsked()) { // on a busy machine it takes longer to connect
      assertTrue(failure(RequestTimeoutException.class, response).getMessage().contains("there was no connection"));
      millis *= 2;
      response = slow(millis);
    }
    peer.expectRst(1, ErrorCode.CANCEL);
    String message = failure(RequestTimeoutException.class, response).getMessage();
    assertTrue(message.contains("GET") && message.contains("/slow") && message.contains(millis + " ms"), message);
    peer.readUntil(FrameType.GOAWAY);
    peer.expectClosed();
  }

  private Future<ClientResponse> slow(int millis) {
    return Http2.get(vertx, here() + "/slow", options().setTimeout(Duration.ofMillis(millis)));
  }

  /** Whether the request has come, or its client has given up before. */
  private boolean isAsked() {
    try {
      return request().path().equals("/slow");
    } catch (AssertionError e) {
      return false;
    }
  }

  @Test
  void a_connection_that_does_not_come_about_in_time_is_given_up() {
    Future<ClientResponse> response = Http2.get(vertx, here(), options().setTimeout(Duration.ofMillis(100)));
    peer = closing(FramePeer.accept(listening));
    RequestTimeoutException failure = failure(RequestTimeoutException.class, response);
    assertTrue(failure.getMessage().contains("no connection"), failure::getMessage);
    peer.readPreface().send(RawFrame.settings());
    peer.readUntil(FrameType.GOAWAY);
    peer.expectClosed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/only/a/path", "no-scheme.example", "http:/x", "http://a b/",
    "dtn://groundstation1/ping",
    "http://host:port/", "http://host:99999/"})
  void a_url_that_says_too_little_is_refused(String url) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> Http2.get(vertx, url));
    assertTrue(refusal.getMessage().contains(url), refusal::getMessage);
  }

  @Test
  void a_field_that_may_not_be_sent_fails_the_request() {
    Future<ClientResponse> response = Http2.get(vertx, here(), options().putHeader("x-split", "a\r\nb: c"));
    peer = closing(FramePeer.accept(listening));
    peer.handshake();
    failure(IllegalArgumentException.class, response);
    peer.expectGoAway(ErrorCode.NO_ERROR);
  }

  @Test
  void options_that_cannot_be_are_refused() {
    assertThrows(IllegalArgumentException.class, () -> options().setTimeout(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> options().setPort(-1));
    assertThrows(IllegalArgumentException.class, () -> options().setPort(65_536));
  }
}
