package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Routes of mode unary and form json. */
class UnaryJsonIT extends ServerVerticleCase {

  private ClientResponse replied(String json) {
    handle("any", message -> message.reply(new JsonObject(json.replace('\'', '"'))));
    serve(route("/*", "any").put("form", "json"));
    return get("/");
  }

  @Test
  void the_handler_sees_the_request_as_an_object() {
    Promise<JsonObject> seen = Promise.promise();
    handle("any", (Message<JsonObject> message) -> {
      seen.complete(message.body());
      message.reply(null);
    });
    serve(route("/a/:x/:y", "any").put("form", "json").put("id", "r"));
    ClientRequest request = connect().request(new HeaderList().add(":method", "PUT").add(":path", "/a/%C3%BC/2?q=%20")
      .add(":authority", "h").add("a", "1").add("a", "2").add("a", "3").add("b", "4"));
    request.putTrailer("x-t", "5");
    assertEquals(200, await(request.send(Buffer.buffer(new byte[] {-1, -2, -3, -4}))).status());
    JsonObject message = await(seen.future());
    assertTrue(((String) message.remove("remote")).matches("127\\.0\\.0\\.1:\\d+"));
    assertTrue(((String) message.remove("id")).matches("\\S+"));
    assertTrue(((String) message.remove("requestId")).matches("-/\\d+/1"));
    assertTrue(((Number) message.remove("timeout")).longValue() <= 30_000);
    message.getJsonObject("headers").remove("content-length");
    assertEquals(new JsonObject().put("method", "PUT").put("scheme", "http").put("authority", "h").put("uri",
      "/a/%C3%BC/2?q=%20")
      .put("path", "/a/%C3%BC/2").put("query", "q=%20").put("params", new JsonObject().put("x", "ü").put("y", "2"))
      .put("headers", new JsonObject().put("a", new JsonArray(List.of("1", "2", "3"))).put("b", "4"))
      .put("trailers", new JsonObject().put("x-t", "5")).put("route", "r").put("body", "__79_A"), message);
  }

  @Test
  void members_without_a_value_are_absent() {
    Promise<JsonObject> seen = Promise.promise();
    handle("any", (Message<JsonObject> message) -> {
      seen.complete(message.body());
      message.reply(null);
    });
    serve(route("/*", "any").put("form", "json"));
    get("/");
    JsonObject message = await(seen.future());
    assertFalse(message.containsKey("body") || message.containsKey("query") || message.containsKey("trailers"),
      message::encode);
    assertEquals(new JsonObject(), message.getJsonObject("params"));
  }

  @Test
  void the_handler_may_say_everything() {
    ClientResponse response = replied(
      "{'status': 418, 'headers': {'a': ['1', '2'], 'content-type': 'x/y'}, 'trailers': {'t': '3'},"
        + "'text': 'body'}");
    assertResponse(418, "body", response);
    assertEquals("[1, 2] x/y 3", response.headers().getAll("a") + " " + response.contentType() + " "
      + response.trailers().get("t"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-_8=", "-_8", "+/8=", "+/8"})
  void a_body_is_base64_in_either_alphabet_padded_or_not(String base64) {
    assertEquals(Buffer.buffer(new byte[]{(byte) 0xfb, (byte) 0xff}), await(replied("{'body': '" + base64 + "'}")
      .body()));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
    "{'json': {'a': [1]}} | {\"a\":[1]} | application/json", "{'json': null} | null | application/json",
    "{'json': 'x'} | \"x\" | application/json", "{'text': 'x'} | x | text/plain; charset=utf-8",
    "{'body': 'eA'} | x | null", "{} | '' | null"})
  void a_body_has_the_content_type_of_its_member(String json, String text, String type) {
    ClientResponse response = replied(json);
    assertResponse(200, text.equals("''") ? "" : text, response);
    assertEquals(type, String.valueOf(response.contentType()));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
    "{'status': '200'} | status is \"200\"", "{'status': 99} | status is 99", "{'status': 1.5} | status is 1.5",
    "{'status': null} | status is null; it must be a whole number", "{'headers': []} | headers is []",
    "{'headers': {'a': 1}} | headers[\"a\"]",
    "{'headers': {'a': [1]}} | headers[\"a\"]", "{'headers': {'a b': 'x'}} | a b",
    "{'headers': {':path': '/'}} | :path", "{'headers': {':status': '201'}} | :status",
    "{'headers': {'a': 'x\\u0000'}} | not allowed", "{'trailers': 'x'} | trailers is \"x\"",
    "{'trailers': {':x': 'y'}} | :x",
    "{'body': '?'} | body is not base64", "{'body': 7} | body is 7", "{'text': {}} | text is {}",
    "{'text': 'a', 'json': 1} | one of body, text and json", "{'statusCode': 200} | unknown key statusCode"})
  void what_cannot_be_sent_is_500_and_a_line_in_the_log(String json, String said) {
    assertResponse(500, "the handler's reply is not a valid response\n", replied(json));
    String line = log.line("replied with an invalid response");
    assertTrue(line.contains(said), line);
  }
}
