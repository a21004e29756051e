package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.Routes;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The response when there is no handler, no reply, or a body that is too long. */
class UnaryFailuresIT extends ServerVerticleCase {

  @Test
  void no_route_is_404_and_another_method_405_with_allow() {
    serve(route("/a", "a").put("method", "GET"), route("/a", "b").put("method", "PUT"));
    ClientResponse missing = get("/b?x");
    assertResponse(404, "there is no route for /b\n", missing);
    assertEquals("text/plain; charset=utf-8", missing.contentType());
    ClientResponse other = post("/a", Buffer.buffer("x"));
    assertResponse(405, "/a takes GET, HEAD, PUT, not POST\n", other);
    assertEquals("GET, HEAD, PUT", other.header("allow"));
    assertEquals(404, await(connect().request(HttpMethod.OPTIONS, "*").send()).status());
  }

  @Test
  void a_parameter_that_is_not_percent_encoded_is_400() {
    serve(route("/a/:x", "a"));
    ClientResponse response = get("/a/%zz");
    assertEquals(400, response.status());
    assertTrue(text(response).startsWith("\"%zz\" in the path is not percent-encoded"));
  }

  @Test
  void no_handler_is_503_at_once() {
    serve(route("/a", "a").put("timeout", 3_600_000));
    assertResponse(503, "there is no handler for route /a\n", get("/a"));
  }

  @Test
  void no_reply_in_time_is_504() {
    handle("a", message -> { });
    serve(route("/a", "a").put("timeout", 50));
    assertResponse(504, "the handler of route /a did not reply in time\n", get("/a"));
  }

  @ParameterizedTest
  @CsvSource({"400", "404", "409", "503", "599"})
  void a_failure_code_from_400_to_599_is_the_status_and_its_text_the_body(int code) {
    handle("a", message -> message.fail(code, "two\nlines"));
    serve(route("/a", "a"));
    ClientResponse response = get("/a");
    assertResponse(code, "two lines\n", response);
    assertEquals("text/plain; charset=utf-8", response.contentType());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 200, 399, 600})
  void another_failure_code_is_500_and_its_text_is_for_the_log(int code) {
    handle("a", message -> message.fail(code, "a secret"));
    serve(route("/a", "a"));
    assertResponse(500, "the handler failed\n", get("/a"));
    assertTrue(log.line("the handler at a failed").contains("a secret"));
  }

  @Test
  void a_failure_without_a_text_has_one() {
    handle("a", message -> message.fail(409, null));
    serve(route("/a", "a"));
    assertResponse(409, "the handler failed\n", get("/a"));
  }

  @ParameterizedTest
  @CsvSource({"buffer", "json"})
  void a_body_up_to_the_limit_goes_through_and_one_byte_more_is_413(String form) {
    handle("a", message -> message.reply("came"));
    serve(route("/a", "a").put("maxBodySize", 10).put("form", form));
    assertResponse(200, "came", post("/a", Buffer.buffer("1234567890")));
    assertResponse(413, "the body is longer than 10 bytes\n", post("/a", Buffer.buffer("12345678901")));
  }

  @Test
  void the_limit_of_a_route_is_not_the_one_of_the_listener() {
    handle("a", (Message<Buffer> message) -> message.reply("" + message.body().length()));
    JsonObject config = config(route("/a", "a").put("maxBodySize", 1 << 20));
    config.getJsonArray("listeners").getJsonObject(0).put("http2", new JsonObject().put("maxBodySize", 10));
    deploy(1, config);
    assertResponse(200, "1000000", post("/a", Buffer.buffer(new byte[1_000_000])));
  }

  @Test
  void a_declared_length_over_the_limit_is_413_before_the_body_comes() {
    handle("a", message -> message.reply("came"));
    serve(route("/a", "a").put("maxBodySize", 10));
    ClientRequest request = connect().request(HttpMethod.POST, "/a").putHeader("content-length", "11");
    request.write(Buffer.buffer("1"));
    assertResponse(413, "the body is longer than 10 bytes\n", await(request.response()));
  }

  @Test
  void a_body_of_unknown_length_is_413_once_it_is_longer_and_an_endless_one_is_stopped() {
    handle("a", message -> message.reply("came"));
    serve(route("/a", "a").put("maxBodySize", 10));
    ClientRequest request = connect().request(HttpMethod.POST, "/a");
    request.write(Buffer.buffer("1234567890"));
    assertFalse(request.response().isComplete());
    request.write(Buffer.buffer("1"));
    assertResponse(413, "the body is longer than 10 bytes\n", await(request.response()));
    request.write(Buffer.buffer(new byte[4 << 20]));
    await(request.sent()); // by a reset with NO_ERROR, as it has not been ended
  }

  @Test
  void a_body_that_does_not_come_is_408() {
    handle("a", message -> message.reply("came"));
    JsonObject route = route("/a", "a").put("timeout", 50).put("concurrency", 1);
    serve(route);
    ClientSession session = connect();
    ClientRequest request = session.request(HttpMethod.POST, "/a");
    request.write(Buffer.buffer("1"));
    assertResponse(408, "the body did not arrive within 50 ms\n", await(request.response()));
    await(Routes.of(vertx).add(new RouteOptions(route).setTimeout(60_000))); // the one place stays the same
    assertResponse(200, "came", await(session.get("/a").send()));
  }

  @Test
  void who_expects_100_gets_it_when_the_route_wants_the_body() {
    handle("a", (Message<Buffer> message) -> message.reply(message.body()));
    serve(route("/a", "a").put("maxBodySize", 10), route("/b", "b").put("method", "PUT"));
    ClientSession session = connect();
    ClientRequest wanted = session.request(HttpMethod.POST, "/a").putHeader("content-length", "4");
    assertTrue(await(wanted.expectContinue()));
    assertResponse(200, "body", await(wanted.send(Buffer.buffer("body"))));
    for (String uri : new String[] {"/a", "/b", "/c"}) {
      ClientRequest refused = session.request(HttpMethod.POST, uri).putHeader("content-length", "11");
      assertFalse(await(refused.expectContinue()), uri);
      assertEquals(uri.equals("/a") ? 413 : uri.equals("/b") ? 405 : 404, await(refused.response()).status());
      refused.reset(ErrorCode.NO_ERROR);
    }
  }

  @Test
  void a_reply_is_dropped_if_the_client_has_gone() {
    Promise<Message<Object>> seen = Promise.promise();
    handle("a", seen::tryComplete);
    handle("b", message -> message.reply("b"));
    serve(route("/a", "a"), route("/b", "b"));
    ClientSession session = connect();
    ClientRequest request = session.get("/a");
    request.send();
    Message<Object> message = await(seen.future());
    request.reset(ErrorCode.CANCEL);
    assertResponse(200, "b", await(session.get("/b").send()));
    message.reply("late");
    assertResponse(200, "b", await(session.get("/b").send()));
    assertTrue(log.isEmpty());
  }

  @Test
  void a_client_that_goes_while_its_body_comes_is_forgotten() {
    handle("a", message -> message.reply("a"));
    serve(route("/a", "a").put("concurrency", 1));
    ClientSession session = connect();
    ClientRequest request = session.request(HttpMethod.POST, "/a");
    request.write(Buffer.buffer("1"));
    assertEquals(503, await(session.get("/a").send()).status());
    request.reset(ErrorCode.CANCEL);
    assertResponse(200, "a", await(session.get("/a").send()));
    assertTrue(log.isEmpty());
  }

  @Test
  void connect_has_no_path_and_no_route() {
    serve(route("/*", "a"));
    ClientRequest request = connect().request(new HeaderList().add(":method", "CONNECT").add(":authority", "h:1"));
    assertEquals(404, await(request.send()).status());
  }
}
