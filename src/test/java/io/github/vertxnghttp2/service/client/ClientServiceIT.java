package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.Http2ClientService;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.ServiceResponse;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Requests to the client service in its three forms, and the responses. */
class ClientServiceIT extends ClientVerticleCase {

  /** Responds with the request. */
  private static void tell(ServerRequest request) {
    request.body().onSuccess(body -> {
      String told = request.method() + " " + request.scheme() + " " + request.authority() + " " + request.uri()
        + " " + named(request.headers(), "x-one", "x-two", "content-type") + " " + named(request.trailers(), "x-end")
        + " " + body;
      request.response(201).putHeader("x-response", "1").putTrailer("x-sum", "77").headers().add("set-cookie", "a=1")
        .add("set-cookie", "b=2");
      request.response().end(told);
    });
  }

  private static String named(MultiMap fields, String... names) {
    return new TreeSet<>(List.of(names)).stream().map(name -> name + "=" + String.join("+", fields.getAll(name)))
      .collect(Collectors.joining(" "));
  }

  private static JsonObject post(String url) {
    return new JsonObject().put("method", "POST").put("url", url + "/a%20b?q=1")
      .put("headers", new JsonObject().put("X-One", "1").put("x-two", new JsonArray().add("2").add("3")))
      .put("trailers", new JsonObject().put("x-end", "yes"));
  }

  private static String told(String url, String type) {
    return "POST http " + url.substring("http://".length()) + " /a%20b?q=1 content-type=" + type
      + " x-one=1 x-two=2+3 x-end=yes böd";
  }

  @Test
  void in_the_json_form_bytes_are_base64_and_fields_are_strings_or_arrays() {
    deploy(new JsonObject());
    String url = serve(ClientServiceIT::tell);
    byte[] body = "böd".getBytes(StandardCharsets.UTF_8);
    JsonObject response = fetch(post(url).put("body", Base64.getEncoder().encodeToString(body)));
    assertEquals(new TreeSet<>(List.of("status", "headers", "trailers", "body")), new TreeSet<>(response.fieldNames()));
    assertEquals(201, response.getValue("status"));
    assertEquals("1", response.getJsonObject("headers").getValue("x-response"));
    assertEquals(new JsonArray().add("a=1").add("b=2"), response.getJsonObject("headers").getValue("set-cookie"));
    assertEquals(new JsonObject().put("x-sum", "77"), response.getJsonObject("trailers"));
    assertEquals(told(url, ""), new String(Base64.getUrlDecoder().decode(response.getString("body")),
      StandardCharsets.UTF_8));
    assertFalse(response.getString("body").endsWith("="));
  }

  @ParameterizedTest
  @CsvSource({"text, böd, text/plain;charset=utf-8", "json, \"böd\", application/json"})
  void text_and_json_say_their_type_unless_the_request_does(String key, String content, String type) {
    deploy(new JsonObject());
    String url = serve(ClientServiceIT::tell);
    JsonObject request = post(url).put(key, "böd");
    assertEquals(told(url, type).replace("böd", content), text(new ServiceResponse(fetch(request))));
    request.getJsonObject("headers").put("content-type", "x/y");
    assertEquals(told(url, "x/y").replace("böd", content), text(new ServiceResponse(fetch(request))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-_8", "+/8", "+/8=", "-_8="})
  void a_body_may_be_in_both_alphabets_of_base64_padded_or_not(String base64) {
    deploy(new JsonObject());
    String url = serve(request -> request.body().onSuccess(body -> request.respond(200, body)));
    JsonObject response = fetch(post(url).put("body", base64));
    assertEquals("-_8", response.getString("body"));
  }

  @Test
  void in_the_buffer_form_the_head_is_in_the_headers_of_the_message() {
    deploy(new JsonObject());
    String url = serve(ClientServiceIT::tell);
    Message<Object> reply = ask("request", Buffer.buffer("böd"), ":method", "POST", ":url", url + "/a%20b?q=1", "x-one",
      "1", "x-two", "2", "x-two", "3", ":trailer.x-end", "yes", ":timeout", "9000");
    assertEquals(told(url, ""), ((Buffer) reply.body()).toString());
    assertEquals("201 1 a=1 b=2 77", String.join(" ", reply.headers().get(":status"), reply.headers().get("x-response"),
      String.join(" ", reply.headers().getAll("set-cookie")), reply.headers().get(":trailer.x-sum")));
  }

  @Test
  void in_the_buffer_form_a_request_without_a_body_needs_none() {
    deploy(new JsonObject());
    String url = serve(request -> request.response(204).end());
    Message<Object> reply = ask("request", null, ":url", url);
    assertEquals("204 0", reply.headers().get(":status") + " " + ((Buffer) reply.body()).length());
  }

  @Test
  void the_typed_proxy_says_the_same() {
    Http2ClientService service = deploy(new JsonObject());
    String url = serve(ClientServiceIT::tell);
    ServiceRequest request = new ServiceRequest("POST", url + "/a%20b?q=1").putHeader("X-One", "1").putTrailer("x-end",
      "yes")
      .setBody(Buffer.buffer("böd")).setTimeout(9_000);
    request.getHeaders().add("x-two", "2").add("x-two", "3");
    ServiceResponse response = await(service.request(request));
    assertEquals(told(url, ""), text(response));
    assertEquals(201, response.getStatus());
    assertEquals(List.of("a=1", "b=2"), response.getHeaders().getAll("set-cookie"));
    assertEquals("77", response.getTrailers().get("x-sum"));
    ServiceResponse raw = new ServiceResponse(fetch(request.toJson()));
    assertEquals(raw.toJson(), response.toJson());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{'request': {}}                                                   | request.url is missing",
    "{'request': {'url': 7}}                                           | request.url is 7; it must be a string",
    "{'request': {'url': '/path'}}                                     | request.url is \"/path\"; it must begin with http:// or https://",
    "{'request': {'url': 'ftp://h/'}}                                  | request.url is \"ftp://h/\"; it must begin with",
    "{'request': {'url': 'http://h:x/'}}                               | request.url is \"http://h:x/\"; its port must be a number",
    "{'request': {'url': 'http://h/a b'}}                              | request.url is \"http://h/a b\"; it must be a URL",
    "{'request': {'url': 'http://h/', 'method': 'G T'}}                | request.method is \"G T\"; it must be a method",
    "{'request': {'url': 'http://h/', 'method': 'post'}}               | request.method is \"post\"; methods are case-sensitive, it must be POST",
    "{'request': {'url': 'http://h/', 'method': 'CONNECT'}}            | request.method is \"CONNECT\"",
    "{'request': {'url': 'http://h/', 'method': null}}                 | request.method is null; it must be a string",
    "{'request': {'url': 'http://h/', 'headers': []}}                  | request.headers is []; it must be an object",
    "{'request': {'url': 'http://h/', 'headers': {'x': 1}}}            | request.headers[\"x\"] must be a string or an array of strings",
    "{'request': {'url': 'http://h/', 'headers': {'x': ['1', 2]}}}     | request.headers[\"x\"] must be a string or an array of strings",
    "{'request': {'url': 'http://h/', 'trailers': {'x': {}}}}          | request.trailers[\"x\"] must be a string or an array",
    "{'request': {'url': 'http://h/', 'body': 'a*b'}}                  | request.body is not base64",
    "{'request': {'url': 'http://h/', 'body': 'YQ', 'text': 'a'}}      | request.body and request.text are both given",
    "{'request': {'url': 'http://h/', 'text': 'a', 'json': null}}      | request.text and request.json are both given",
    "{'request': {'url': 'http://h/', 'text': 7}}                      | request.text is 7; it must be a string",
    "{'request': {'url': 'http://h/', 'timeout': 0}}                   | request.timeout is 0; it must be a whole number",
    "{'request': {'url': 'http://h/', 'timeout': 1.5}}                 | request.timeout is 1.5; it must be a whole number",
    "{'request': {'url': 'http://h/', 'connect': 'h'}}                 | request.connect is \"h\"; it must be host:port",
    "{'request': {'url': 'http://h/', 'connect': 'h:99999'}}           | request.connect is \"h:99999\"; its port must be",
    "{'request': {'url': 'http://h/', 'timout': 1}}                    | unknown key request.timout; allowed are method, url",
    "{'request': []}                                                   | request must be an object",
    "{'request': null}                                                 | request is missing",
    "{'requests': {}}                                                  | unknown key requests; allowed is request"})
  void a_wrong_member_of_a_request_is_reported_with_its_path(String message, String words) {
    deploy(new JsonObject());
    assertFailure(400, words, vertx.eventBus().request(ADDRESS, new JsonObject(message.replace('\'', '"')), action(
      "request")));
  }

  @Test
  void fields_that_http2_does_not_allow_are_bad_input() {
    deploy(new JsonObject());
    String url = serve(request -> request.respond(200));
    for (String name : List.of("connection", "a b", ":path")) {
      JsonObject request = get(url).put("headers", new JsonObject().put(name, "v"));
      assertFailure(400, "request.headers[\"" + name + "\"]",
        vertx.eventBus().request(ADDRESS, new JsonObject().put("request", request), action("request")));
    }
    JsonObject request = get(url).put("trailers", new JsonObject().put("x", "a\nb"));
    assertFailure(400, "request.trailers[\"x\"]",
      vertx.eventBus().request(ADDRESS, new JsonObject().put("request", request), action("request")));
    assertEquals(200, fetch(get(url)).getInteger("status"));
  }

  @Test
  void messages_of_a_wrong_kind_are_bad_input() {
    deploy(new JsonObject());
    assertFailure(400, "the message has no header action; it must be request, open, close or stats",
      vertx.eventBus().request(ADDRESS, new JsonObject()));
    assertFailure(400, "action is \"fetch\"; it must be", vertx.eventBus().request(ADDRESS, new JsonObject(), action(
      "fetch")));
    assertFailure(400, "the body of the message is a String; it must be a JSON object or a Buffer",
      vertx.eventBus().request(ADDRESS, "http://h/", action("request")));
    assertFailure(400, "the message has no header :url, and no body", vertx.eventBus().request(ADDRESS, null, action(
      "request")));
    assertFailure(400, "the message has no header :url", vertx.eventBus().request(ADDRESS, bytes(1), action(
      "request")));
    assertFailure(400, "unknown header :path; allowed are :method",
      vertx.eventBus().request(ADDRESS, bytes(1), action("request").addHeader(":path", "/")));
    assertFailure(400, ":timeout is \"-1\"",
      vertx.eventBus().request(ADDRESS, bytes(1), action("request").addHeader(":timeout", "-1")));
    assertFailure(400, "the body of the message is a String; it must be a JSON object",
      vertx.eventBus().request(ADDRESS, "", action("stats")));
    assertFailure(400, "unknown key all; none is allowed",
      vertx.eventBus().request(ADDRESS, new JsonObject().put("all", true), action("stats")));
    assertFailure(400, "origin is missing", vertx.eventBus().request(ADDRESS, new JsonObject(), action("close")));
    assertFailure(400, "origin must be a string",
      vertx.eventBus().request(ADDRESS, new JsonObject().put("origin", 1), action("close")));
    assertFailure(400, "origin: an origin is scheme://host",
      vertx.eventBus().request(ADDRESS, new JsonObject().put("origin", "http://h/x"), action("close")));
    assertFailure(400, "open is missing", vertx.eventBus().request(ADDRESS, new JsonObject(), action("open")));
  }
}
