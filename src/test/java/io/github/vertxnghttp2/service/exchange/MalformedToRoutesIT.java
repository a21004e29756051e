package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Nothing of a malformed request reaches a handler behind the event bus as if it were good. */
class MalformedToRoutesIT extends ServerVerticleCase {
  private FramePeer peer;

  @AfterEach
  void disconnect() {
    peer.close();
  }

  private void open() {
    peer = FramePeer.connect(port);
    peer.handshake();
  }

  private void refused(int stream, RawFrame... frames) {
    peer.send(frames);
    peer.expectRst(stream, ErrorCode.PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "json"})
  void a_unary_handler_sees_good_requests_only(String form) {
    List<String> seen = new CopyOnWriteArrayList<>();
    handle("any", message -> {
      seen.add(form.equals("json") ? ((JsonObject) message.body()).getString("uri") : message.headers().get(":path"));
      message.reply(null);
    });
    serve(route("/*", "any").put("form", form));
    open();
    refused(1, RawFrame.headers(1, true, HpackBlock.get("/bad#1")));
    refused(3, RawFrame.headers(3, true, HpackBlock.get("/bad", "host", "other")));
    refused(5, RawFrame.headers(5, true, HpackBlock.get("/bad", ":param.id", "forged")));
    refused(7, RawFrame.headers(7, false, HpackBlock.post("/bad", "content-length", "5")), RawFrame.data(7, "abc",
      true));
    refused(9, RawFrame.headers(9, false, HpackBlock.post("/bad")), RawFrame.data(9, "abc", false),
      RawFrame.headers(9, true, HpackBlock.of("content-length", "3")));
    peer.send(RawFrame.headers(11, true, HpackBlock.get("/good")));
    assertEquals(200, peer.response(11).status());
    assertEquals(List.of("/good"), seen);
  }

  @Test
  void the_failure_of_the_body_is_reported_to_a_streaming_handler() {
    Promise<Throwable> failed = Promise.promise();
    Promise<Buffer> begun = Promise.promise();
    await(RequestConsumer.create(vertx, "any", request -> {
      request.exceptionHandler(failed::tryComplete);
      request.endHandler(v -> failed.tryFail("the body ended"));
      request.handler(begun::tryComplete);
    }).listen());
    serve(route("/*", "any").put("mode", "stream"));
    open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x", "content-length", "5")), RawFrame.data(1, "abc", false));
    assertEquals("abc", await(begun.future()).toString());
    refused(1, RawFrame.data(1, "", true));
    assertTrue(await(failed.future()).getMessage().contains("PROTOCOL_ERROR"), () -> failed.future().result()
      .toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "json"})
  void cookies_that_came_in_crumbs_are_one_field_on_the_bus(String form) {
    Promise<Message<Object>> seen = Promise.promise();
    handle("any", message -> {
      seen.complete(message);
      message.reply(null);
    });
    serve(route("/*", "any").put("form", form));
    open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x", "cookie", "a=1", "x", "y", "cookie", "b=2; c=3")));
    assertEquals(200, peer.response(1).status());
    Message<Object> message = await(seen.future());
    assertEquals("a=1; b=2; c=3", form.equals("json")
      ? assertInstanceOf(JsonObject.class, message.body()).getJsonObject("headers").getValue("cookie")
      : String.join("|", message.headers().getAll("cookie")));
  }
}
