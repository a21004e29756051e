package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.InformationalResponse;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Node handles requests of routes over a bridge: the handlers are in handles.mjs. */
abstract class NodeHandlers {
  private static final int SIZE = 3 * Bodies.MIB;
  private static final JsonObject UNVERSIONED = new JsonObject().put("type", "OPEN").put("form", "json")
    .put("address", "nghttp2.node.-.x").put("stream", 1).put("credit", 0);

  private Peer handlers;

  abstract BusBridge bridge();

  @BeforeEach
  void startHandlers() {
    handlers = bridge().start("handles.mjs", "ready");
  }

  @AfterEach
  void endHandlers() {
    handlers.close();
    Repeat.until("the bridge has removed the handlers",
      () -> bridge().refusal("node.stream", UNVERSIONED.copy()) == BusBridge.NO_HANDLERS,
      Thread::onSpinWait);
  }

  private ClientRequest request(String uri) {
    return bridge().connect().post(uri);
  }

  private ClientResponse post(String uri, Buffer body) {
    return BusBridge.await(request(uri).send(body));
  }

  private static String text(ClientResponse response) {
    return BusBridge.await(response.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void head_body_and_trailers_go_both_ways(String mode) {
    ClientRequest request = request("/" + mode + "/told/a%20b?c=d").putHeader("x-one", "1").putTrailer("x-sum", "12");
    request.end(Buffer.buffer(new byte[] {0, 1, (byte) 0xff}));
    ClientResponse response = BusBridge.await(request.response());
    JsonObject told = new JsonObject(text(response));
    assertEquals(new JsonObject().put("method", "POST").put("scheme", "http").put("path", "/" + mode + "/told/a%20b")
      .put("query", "c=d").put("params", new JsonObject().put("name", "a b")).put("x-one", "1")
      .put("trailers", new JsonObject().put("x-sum", "12")).put("route", "/" + mode + "/told/:name")
      .put("identity", new JsonObject()).put("body", "0001ff"), told);
    assertEquals("application/json", response.header("content-type"));
    assertEquals(List.of("a", "b"), response.headers().getAll("x-two"));
    assertEquals("yes", response.trailers().get("x-last"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void a_handler_knows_who_sends_the_request(String mode) {
    JsonObject claims = new JsonObject().put("sub", "alice");
    ClientRequest request = request("/" + mode + "/told/a").putHeader("identity", "{\"claims\":{\"sub\":\"root\"}}")
      .putHeader("authorization", "Bearer " + bridge().token(claims));
    assertEquals(new JsonObject().put("claims", claims), new JsonObject(text(BusBridge.await(request.send())))
      .getJsonObject("identity"));
  }

  @Test
  void a_body_is_uploaded_to_a_slow_handler() {
    Buffer body = Buffer.buffer(Bodies.random(SIZE));
    assertEquals(SIZE + " " + Bodies.sha256(body), text(post("/stream/slow", body)));
  }

  @Test
  void a_body_is_downloaded_by_a_slow_client() {
    ClientResponse response = BusBridge.await(bridge().connect().get("/stream/bytes?" + SIZE).send());
    Buffer body = Buffer.buffer();
    Promise<Void> end = Promise.promise();
    int[] chunks = {0};
    response.pause().handler(data -> {
      body.appendBuffer(data);
      if (++chunks[0] % 8 == 0) {
        bridge().later(1, () -> response.fetch(1));
      } else {
        response.fetch(1);
      }
    }).endHandler(v -> end.complete()).exceptionHandler(end::fail);
    response.fetch(1);
    BusBridge.await(end.future());
    assertEquals(Bodies.sha256(Bodies.numbered(SIZE)), Bodies.sha256(body));
  }

  @Test
  void a_body_goes_in_and_out_at_once() {
    Buffer body = Buffer.buffer(Bodies.random(SIZE));
    ClientRequest request = request("/stream/echo").putTrailer("x-last", "yes");
    request.end(body);
    ClientResponse response = BusBridge.await(request.response());
    assertEquals(body, BusBridge.await(response.body()));
    assertEquals("yes", response.trailers().get("x-last"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void an_endpoint_that_drains_lets_requests_in_flight_end(String mode) {
    assertEquals("in time", text(post("/" + mode + "/drained?60000", Buffer.buffer())));
    handlers.awaitLine("drained");
    assertEquals(503, post("/" + mode + "/echo", Buffer.buffer()).status());
  }

  @Test
  void a_message_without_a_reply_fails_with_503_after_the_grace_period() {
    assertEquals(503, post("/unary/drained?1", Buffer.buffer()).status());
  }

  @Test
  void a_stream_is_reset_after_the_grace_period() {
    Http2Exception reset = assertThrows(Http2Exception.class, () -> post("/stream/drained?1", Buffer.buffer()));
    assertEquals(ErrorCode.CANCEL.code(), reset.code());
  }

  @Test
  void informational_responses_come_before_the_final_one() {
    List<InformationalResponse> early = new ArrayList<>();
    ClientRequest request = bridge().connect().get("/stream/early").informationalHandler(early::add);
    assertEquals("late", text(BusBridge.await(request.send())));
    assertEquals(List.of("103 </a>"), early.stream().map(each -> each.status() + " " + each.headers().get("link"))
      .toList());
  }

  @Test
  void a_message_fails_with_a_code_where_the_bridge_can_carry_it() {
    ClientResponse response = post("/unary/failing", Buffer.buffer());
    assertEquals("418 a teapot", response.status() + " " + text(response).trim());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void a_handler_that_throws_is_500(String mode) {
    assertEquals(500, post("/" + mode + "/throws", Buffer.buffer()).status());
    handlers.awaitLine("as it should");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/unary/broken-pipe", "/stream/broken-pipe"})
  void what_breaks_a_pipeline_to_the_response_is_printed_and_is_an_internal_error(String uri) {
    String seen;
    try {
      seen = post(uri, Buffer.buffer("x")).status() + "";
    } catch (Http2Exception failure) {
      seen = failure.errorCode() + "";
    }
    assertEquals(uri.startsWith("/unary") ? "500" : "INTERNAL_ERROR", seen);
    handlers.awaitLine("as it should");
  }

  @Test
  void a_request_in_another_form_than_json_is_400_and_the_handler_lives_on() {
    ClientResponse response = post("/buffer/told/a", Buffer.buffer("x"));
    String text = text(response);
    assertTrue(response.status() == 400 && text.contains("form has to be json"), () -> response.status() + " " + text);
    assertEquals(400, bridge().refusal("node.unary", null));
    assertEquals(400, bridge().refusal("node.unary", new JsonObject()));
    bridge().send("node.stream", new JsonObject().put("type", "OPEN").put("version", 2)
      .put("form", "json").put("address", "nghttp2.node.-.nobody")
      .put("stream", 1).put("credit", 0));
    assertEquals(200, post("/unary/told/a", Buffer.buffer()).status());
  }

  @Test
  void a_handler_that_replies_too_late_is_504() {
    assertEquals(504, post("/unary/late", Buffer.buffer()).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stream/reset", "/stream/breaks"})
  void a_reset_by_the_handler_reaches_the_client_with_its_code(String uri) {
    Http2Exception failure = assertThrows(Http2Exception.class, () -> text(post(uri, Buffer.buffer("x"))));
    assertEquals(uri.endsWith("reset") ? ErrorCode.ENHANCE_YOUR_CALM : ErrorCode.INTERNAL_ERROR, failure.errorCode());
  }

  @Test
  void a_reset_by_the_client_reaches_the_handler_with_its_code() {
    ClientRequest request = request("/stream/held");
    request.write("x");
    BusBridge.await(request.response());
    request.reset(ErrorCode.ENHANCE_YOUR_CALM);
    handlers.awaitLine("told of reset 11");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void a_client_that_goes_aborts_the_signal_of_its_request(String mode) {
    ClientRequest request = request("/" + mode + "/waits");
    request.end();
    handlers.awaitLine("waits");
    request.reset(ErrorCode.CANCEL);
    handlers.awaitLine("aborted by 8");
    handlers.awaitLine("the response has failed with 8");
    assertEquals(200, post("/" + mode + "/told/a", Buffer.buffer()).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void a_handler_sees_how_long_it_has(String mode) {
    double left = Double.parseDouble(text(post("/" + mode + "/left", Buffer.buffer("x"))));
    assertTrue(left > 0 && left <= 30_000, () -> left + "");
  }

  @Test
  void an_open_of_another_version_is_refused() {
    JsonObject open = UNVERSIONED.copy();
    Repeat.until("SockJS has registered the handler, which it does not acknowledge",
      () -> bridge().refusal("node.stream", open) != BusBridge.NO_HANDLERS, Thread::onSpinWait);
    assertEquals(501, bridge().refusal("node.stream", open));
    assertEquals(501, bridge().refusal("node.stream", open.put("version", 3)));
  }

  @Test
  void the_rest_of_a_request_with_a_response_need_not_be_read() {
    ClientRequest request = request("/stream/ignored");
    request.write(Buffer.buffer(Bodies.random(SIZE)));
    ClientResponse response = BusBridge.await(request.response());
    assertEquals("413 too large", response.status() + " " + text(response));
  }

  @Test
  void a_stream_too_many_is_503() {
    ClientRequest first = request("/narrow/held");
    first.write("x");
    assertEquals(200, BusBridge.await(first.response()).status());
    ClientResponse second = post("/narrow/early", Buffer.buffer());
    assertEquals("503 1 streams are open", second.status() + " " + text(second).trim());
    first.reset(ErrorCode.CANCEL);
    handlers.awaitLine("told of reset 8");
    assertEquals("late", text(post("/narrow/early", Buffer.buffer())));
  }

  @Test
  void a_handler_that_is_killed_ends_its_streams_and_its_routes_are_503() {
    ClientResponse held = BusBridge.await(request("/stream/held").send(Buffer.buffer()));
    handlers.kill();
    assertThrows(Http2Exception.class, () -> text(held));
    assertEquals(503, post("/stream/early", Buffer.buffer()).status());
    assertEquals(503, post("/unary/told/a", Buffer.buffer()).status());
  }
}
