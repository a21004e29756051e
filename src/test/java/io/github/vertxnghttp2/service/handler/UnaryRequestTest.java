package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.RoutedRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests in one message. */
class UnaryRequestTest extends RequestConsumerCase {

  @Test
  void both_unary_forms_say_the_same() throws Exception {
    listen(request -> request.body().onSuccess(body -> {
      assertEquals(HttpMethod.PUT, request.method());
      told.add(List.of(request.uri(), request.path(), request.query(), request.scheme(), request.authority(),
        request.remoteAddress(), request.route(), request.params(), request.headers().getAll("a"), request.trailers()
          .get("t"), body.toString()));
      request.response().setStatus(201).putHeader("X-Y", "z").putTrailer("T", "u");
      request.response().write("he").onSuccess(v -> request.response().end("llo"));
    }));
    Message<Object> ofJson = await(vertx.eventBus().request(ADDRESS, json()
      .put("body", Base64.getUrlEncoder().withoutPadding().encodeToString("body".getBytes()))
      .put("trailers", new JsonObject().put("t", "z"))));
    Message<Object> ofBuffer = await(vertx.eventBus().request(ADDRESS, Buffer.buffer("body"), heads()));
    Object first = next();
    assertEquals(List.of("/o/7?x=1", "/o/7", "x=1", "https", "a.example", "192.0.2.1:5", "r", Map.of("id", "7"),
      List.of("1", "2"), "z", "body"), first);
    assertEquals(first, next());
    for (Message<Object> reply : List.of(ofJson, ofBuffer)) {
      assertEquals("hello", reply.body().toString());
      assertEquals("201", reply.headers().get(":status"));
      assertTrue(reply.headers().names().contains("x-y"), reply.headers()::toString);
      assertEquals("u", reply.headers().get(":trailer.t"));
    }
  }

  @Test
  void handlers_set_one_after_the_other_hear_a_unary_body_and_its_end() throws Exception {
    listen(request -> {
      request.handler(data -> told.add(data.toString()));
      request.endHandler(v -> {
        told.add("end");
        request.response().end();
      });
    });
    await(vertx.eventBus().request(ADDRESS, Buffer.buffer("body"), heads()));
    assertEquals("body", next());
    assertEquals("end", next());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"method\":null}", "{\"method\":\"\"}", "{\"method\":\"A B\"}", "{\"uri\":7}",
    "{\"headers\":{\"a\":7}}", "{\"headers\":{\"a b\":\"x\"}}", "{\"params\":{\"id\":7}}", "{\"body\":\"*\"}",
    "{\"trailers\":[]}", "{\"timeout\":-1}", "{\"timeout\":\"1\"}", "{\"id\":1}", "{\"type\":\"OPEN\",\"version\":2}"})
  void json_that_is_malformed_fails_with_400(String wrong) throws Exception {
    listen(request -> told.add("called"));
    JsonObject request = json().mergeIn(new JsonObject(wrong));
    assertEquals(400, ((ReplyException) failureOf(vertx.eventBus().request(ADDRESS, request))).failureCode());
    assertNull(told.poll());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b=x", "=x", "a=x\ny", ":trailer.a b=x", ":method=A B", ":trailer.=x", ":timeout=soon"})
  void message_headers_that_are_malformed_fail_with_400(String wrong) throws Exception {
    listen(request -> told.add("called"));
    DeliveryOptions options = heads().setSendTimeout(2_000);
    int at = wrong.indexOf('=');
    options.getHeaders().set(wrong.substring(0, at), wrong.substring(at + 1));
    ReplyException failure = (ReplyException) failureOf(vertx.eventBus().request(ADDRESS, Buffer.buffer(), options));
    assertEquals(400, failure.failureCode(), failure::toString);
    assertNull(told.poll());
  }

  @Test
  void a_sender_that_sets_no_timeout_has_none() throws Exception {
    listen(request -> {
      told.add(request.timeLeft());
      request.response().end();
    });
    await(vertx.eventBus().request(ADDRESS, json()));
    assertEquals(Long.MAX_VALUE, next());
    await(vertx.eventBus().request(ADDRESS, Buffer.buffer(), heads()));
    assertEquals(Long.MAX_VALUE, next());
  }

  @Test
  void an_id_that_two_messages_have_cancels_one_of_them_and_both_end() throws Exception {
    listen(request -> {
      request.response().exceptionHandler(cause -> told.add("cancelled"));
      told.add(request);
    });
    Future<Message<Object>> first = vertx.eventBus().request(ADDRESS, json().put("id", "x"));
    next();
    Future<Message<Object>> second = vertx.eventBus().request(ADDRESS, json().put("id", "x"));
    RoutedRequest other = (RoutedRequest) next();
    vertx.eventBus().publish("nghttp2.cancelled." + ADDRESS, new JsonObject().put("ids", new JsonArray().add("none")
      .add("x")));
    assertEquals("cancelled", next());
    assertEquals(499, ((ReplyException) failureOf(first)).failureCode());
    other.response().end("kept");
    assertEquals("kept", await(second).body().toString());
    await(consumer.close(60_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"ids\":\"x\"}", "{\"ids\":[7]}"})
  void a_malformed_message_cancels_nothing(String malformed) throws Exception {
    listen(told::add);
    Future<Message<Object>> reply = vertx.eventBus().request(ADDRESS, json().put("id", "x"));
    RoutedRequest request = (RoutedRequest) next();
    Future<Message<Object>> other = vertx.eventBus().request(ADDRESS, json().put("id", "y"));
    next();
    vertx.eventBus().publish("nghttp2.cancelled." + ADDRESS, new JsonObject(malformed));
    vertx.eventBus().publish("nghttp2.cancelled." + ADDRESS, "x");
    vertx.eventBus().publish("nghttp2.cancelled." + ADDRESS, new JsonObject().put("ids", new JsonArray(
      Collections.nCopies(257, "x"))));
    vertx.eventBus().publish("nghttp2.cancelled." + ADDRESS, new JsonObject().put("ids", new JsonArray().add("y")));
    failureOf(other);
    request.response().end("ok");
    assertEquals("ok", await(reply).body().toString());
  }

  @Test
  void neither_json_nor_bytes_fails_with_400() throws Exception {
    listen(request -> told.add("called"));
    for (Object body : new Object[]{"text", 7, null}) {
      assertEquals(400, ((ReplyException) failureOf(vertx.eventBus().request(ADDRESS, body))).failureCode());
    }
    assertEquals(400, ((ReplyException) failureOf(vertx.eventBus().request(ADDRESS, Buffer.buffer()))).failureCode());
  }

  @Test
  void a_unary_handler_that_throws_fails_the_message_once() throws Exception {
    listen(request -> {
      request.response().write("part");
      request.response().closeHandler(v -> told.add("closed"));
      throw new IllegalStateException("on purpose");
    });
    ReplyException failure = (ReplyException) failureOf(vertx.eventBus().request(ADDRESS, json()));
    assertEquals(-1, failure.failureCode());
    assertEquals("closed", next());
    await(consumer.close(60_000));
  }

  @Test
  void a_unary_handler_that_throws_after_the_response_changes_nothing() throws Exception {
    listen(request -> {
      request.response().end("ok");
      throw new IllegalStateException("on purpose");
    });
    assertEquals("ok", await(vertx.eventBus().request(ADDRESS, json())).body().toString());
  }
}
