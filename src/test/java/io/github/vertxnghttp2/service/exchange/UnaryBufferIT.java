package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Routes of mode unary and form buffer. */
class UnaryBufferIT extends ServerVerticleCase {

  private void reply(Object body, DeliveryOptions options) {
    handle("any", message -> message.reply(body, options));
    serve(route("/*", "any"));
  }

  @Test
  void the_handler_sees_the_head_in_the_headers_of_the_message_and_the_body_as_a_buffer() {
    Promise<Message<Buffer>> seen = Promise.promise();
    handle("orders", (Message<Buffer> message) -> {
      seen.complete(message);
      message.reply(Buffer.buffer("done"), headers(":status", "201", "content-type", "text/x", ":trailer.x-sum", "77"));
    });
    serve(route("/orders/:id/*", "orders").put("method", "POST").put("id", "r1"));
    ClientRequest request = connect().request(new HeaderList().add(":method", "POST").add(":path",
      "/orders/a%20b/c?q=1")
      .add(":authority", "shop.example.org").add("accept", "x").add("accept", "y"));
    request.putTrailer("x-end", "yes");
    ClientResponse response = await(request.send(Buffer.buffer("body")));
    assertResponse(201, "done", response);
    assertEquals("text/x 77", response.header("content-type") + " " + response.trailers().get("x-sum"));
    MultiMap headers = await(seen.future()).headers();
    assertEquals("POST http shop.example.org /orders/a%20b/c?q=1 r1 [a b] yes", String.join(" ", headers.get(":method"),
      headers.get(":scheme"), headers.get(":authority"), headers.get(":path"), headers.get(":route"),
      "[" + headers.get(":param.id") + "]", headers.get(":trailer.x-end")));
    assertTrue(headers.get(":remote").matches("127\\.0\\.0\\.1:\\d+"), headers.get(":remote"));
    assertEquals(List.of("x", "y"), headers.getAll("accept"));
    assertEquals("body", await(seen.future()).body().toString());
  }

  @Test
  void a_request_without_a_body_is_an_empty_buffer() {
    Promise<Object> seen = Promise.promise();
    handle("any", message -> {
      seen.complete(message.body());
      message.reply(Buffer.buffer());
    });
    serve(route("/*", "any"));
    assertResponse(200, "", get("/"));
    assertEquals(Buffer.buffer(), await(seen.future()));
  }

  @Test
  void a_body_in_many_parts_arrives_whole() {
    handle("any", (Message<Buffer> message) -> message.reply(message.body()));
    serve(route("/*", "any"));
    Buffer body = Buffer.buffer();
    for (int i = 0; i < 100_000; i++) {
      body.appendInt(i);
    }
    assertEquals(body, await(post("/", body).body()));
  }

  @Test
  void a_string_is_text_unless_the_handler_says_otherwise() {
    reply("Grüße", new DeliveryOptions());
    ClientResponse response = get("/");
    assertResponse(200, "Grüße", response);
    assertEquals("text/plain; charset=utf-8", response.contentType());
  }

  @Test
  void a_string_may_have_a_head_as_a_buffer() {
    reply("<p>", headers(":status", "202", "Content-Type", "text/html"));
    ClientResponse response = get("/");
    assertResponse(202, "<p>", response);
    assertEquals("text/html", response.contentType());
  }

  @Test
  void null_is_an_empty_body_with_the_head_of_the_message() {
    reply(null, headers(":status", "204", "x-a", "1"));
    ClientResponse response = get("/");
    assertResponse(204, "", response);
    assertEquals("1", response.header("x-a"));
  }

  @Test
  void a_json_object_is_a_response_in_json_whatever_the_form() {
    reply(new JsonObject().put("status", 203).put("text", "t"), headers(":status", "500"));
    assertResponse(203, "t", get("/"));
  }

  @Test
  void a_field_that_stands_more_than_once_does_so_in_the_response() {
    DeliveryOptions options = new DeliveryOptions();
    options.addHeader("x", "first");
    options.getHeaders().add("set-cookie", "a=1").add("x-b", "2").add("set-cookie", "b=2");
    reply(Buffer.buffer("x"), options);
    ClientResponse response = get("/");
    assertEquals(List.of("a=1", "b=2"), response.headers().getAll("set-cookie"));
    assertEquals("first 2", response.header("x") + " " + response.header("x-b"));
  }

  @Test
  void fields_of_http1_connections_are_dropped_and_the_length_is_counted() {
    reply(Buffer.buffer("four"), headers("connection", "close", "keep-alive", "5", "Transfer-Encoding", "chunked",
      "upgrade", "x", "te", "gzip", "proxy-connection", "x", "content-length", "99"));
    ClientResponse response = get("/");
    assertResponse(200, "four", response);
    assertEquals("4", response.header("content-length"));
    assertFalse(response.headers().contains("connection") || response.headers().contains("transfer-encoding"));
  }

  @Test
  void head_goes_to_the_handler_of_get_and_its_response_has_no_body() {
    Promise<String> seen = Promise.promise();
    handle("any", message -> {
      seen.tryComplete(message.headers().get(":method"));
      message.reply(Buffer.buffer("12345"));
    });
    serve(route("/*", "any").put("method", "GET"));
    ClientResponse response = await(connect().request(HttpMethod.HEAD, "/").send());
    assertResponse(200, "", response);
    assertEquals("HEAD 5", await(seen.future()) + " " + response.header("content-length"));
  }

  @Test
  void a_response_to_head_may_have_a_length_without_a_body() {
    reply(null, headers("content-length", "1234567"));
    assertEquals("1234567", await(connect().request(HttpMethod.HEAD, "/").send()).header("content-length"));
    assertEquals("0", get("/").header("content-length"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    ":status | abc | :status is \"abc\"",
    ":status | 199 | status is 199",
    ":status | 1000 | status is 1000",
    "a b | x | a b",
    ":path | /x | :path",
    ":trailer.:x | x | :x"})
  void a_head_that_cannot_be_sent_is_500_and_a_line_in_the_log(String name, String value, String said) {
    reply(Buffer.buffer("secret"), headers("x-before", "1", ":trailer.x-t", "1", name, value));
    ClientResponse response = get("/");
    assertResponse(500, "the handler's reply is not a valid response\n", response);
    assertNull(response.header("x-before"));
    assertTrue(response.trailers().isEmpty());
    String line = log.line("route /*: the handler at any replied");
    assertTrue(line.contains(said), line);
  }

  @Test
  void a_value_with_a_line_break_is_500() {
    reply(Buffer.buffer("x"), headers("x-a", "1\r\nx-b: 2"));
    assertResponse(500, "the handler's reply is not a valid response\n", get("/"));
  }

  @Test
  void a_reply_of_another_type_is_500() {
    reply(42, new DeliveryOptions());
    assertResponse(500, "the handler's reply is not a valid response\n", get("/"));
    assertTrue(log.line("replied").contains("not a java.lang.Integer"));
  }
}
