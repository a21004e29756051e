package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RouteMode;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests whose client goes away before the response. */
class CancelledRequestIT extends ServerVerticleCase {
  private static final String CANCELLED = "nghttp2.cancelled.a";

  private final BlockingQueue<Message<Object>> messages = new LinkedBlockingQueue<>();
  private final BlockingQueue<RoutedRequest> held = new LinkedBlockingQueue<>();
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

  private void hold() {
    await(RequestConsumer.create(vertx, "a", request -> {
      if (request.uri().equals("/now")) {
        request.response().end("now");
        return;
      }
      request.response().exceptionHandler(events::add);
      request.response().closeHandler(v -> events.add("closed"));
      held.add(request);
    }).listen());
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNotNull(next);
    return next;
  }

  private static ClientRequest send(ClientSession session) {
    ClientRequest request = session.get("/");
    request.send();
    return request;
  }

  private void assertCancelled(RoutedRequest request) throws Exception {
    Http2Exception cause = (Http2Exception) next(events);
    assertEquals(ErrorCode.CANCEL.code(), cause.code());
    assertEquals(Http2Exception.Initiator.REMOTE, cause.initiator());
    assertEquals("closed", next(events));
    assertThrows(Http2Exception.class, () -> await(request.response().end("late")));
    assertTrue(events.isEmpty());
    assertTrue(log.isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void a_reset_by_the_client_ends_the_request_at_its_handler(RouteMode mode) throws Exception {
    hold();
    serve(route("/*", "a").put("mode", mode.toString()));
    ClientRequest request = send(connect());
    RoutedRequest handled = next(held);
    request.reset(ErrorCode.CANCEL);
    assertCancelled(handled);
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "json"})
  void the_end_of_the_connection_ends_all_its_requests(String form) throws Exception {
    hold();
    serve(route("/*", "a").put("form", form));
    ClientSession session = connect();
    send(session);
    RoutedRequest first = next(held);
    send(session);
    RoutedRequest second = next(held);
    await(session.terminate(ErrorCode.NO_ERROR));
    for (RoutedRequest each : List.of(first, second)) {
      assertEquals(ErrorCode.CANCEL.code(), ((Http2Exception) next(events)).code());
      assertEquals("closed", next(events));
      assertThrows(Http2Exception.class, () -> await(each.response().end("late")));
    }
  }

  @Test
  void a_cancelled_request_takes_its_place_until_its_handler_has_replied() throws Exception {
    ClientSession session = connectWithOnePlace(600_000);
    Message<Object> cancelled = cancelFirst(session);
    assertEquals(503, await(session.get("/").send()).status(), "others could exceed the limit by resetting requests");
    cancelled.reply("late");
    untilThePlaceIsFree(session);
    assertTrue(log.isEmpty());
  }

  @Test
  void a_cancelled_request_whose_handler_does_not_reply_takes_its_place_until_its_timeout() throws Exception {
    ClientSession session = connectWithOnePlace(500);
    cancelFirst(session);
    untilThePlaceIsFree(session);
  }

  /** The route goes to a plain consumer, which replies at once to all but {@code /first}. */
  private ClientSession connectWithOnePlace(long timeout) {
    this.<Object>handle("a", message -> {
      if (message.headers().get(":path").equals("/first")) {
        messages.add(message);
      } else {
        message.reply(null);
      }
    });
    serve(route("/*", "a").put("concurrency", 1).put("timeout", timeout));
    return connect();
  }

  /** Returns the message of a request that the handler holds, and that the client has cancelled. */
  private Message<Object> cancelFirst(ClientSession session) throws InterruptedException {
    ClientRequest request = session.get("/first");
    request.send();
    Message<Object> message = next(messages);
    request.reset(ErrorCode.CANCEL);
    return message;
  }

  private void untilThePlaceIsFree(ClientSession session) {
    Repeat.until("the place is free", () -> await(session.get("/").send()).status() == 200,
      () -> await(vertx.timer(10)));
  }

  @Test
  void the_place_of_a_cancelled_request_is_free_as_soon_as_its_handler_is_told() throws Exception {
    hold();
    serve(route("/*", "a").put("concurrency", 1).put("queue", 1));
    ClientSession session = connect();
    ClientRequest first = send(session);
    next(held);
    ClientRequest second = session.get("/now");
    Future<ClientResponse> response = second.send();
    first.reset(ErrorCode.CANCEL);
    assertResponse(200, "now", await(response));
  }

  @Test
  void a_request_that_waits_in_the_queue_never_reaches_a_handler() throws Exception {
    hold();
    serve(route("/*", "a").put("concurrency", 1).put("queue", 1));
    ClientSession session = connect();
    send(session);
    RoutedRequest first = next(held);
    ClientRequest queued = send(session);
    assertEquals(503, await(session.get("/full").send()).status());
    queued.reset(ErrorCode.CANCEL);
    await(session.ping()); // the server has read the reset
    first.response().end();
    assertResponse(200, "now", await(session.get("/now").send()));
    assertTrue(held.isEmpty());
  }

  @Test
  void a_plain_consumer_may_listen_for_the_ids_of_its_messages() throws Exception {
    BlockingQueue<Message<JsonObject>> cancelled = new LinkedBlockingQueue<>();
    handle("a", messages::add);
    handle(CANCELLED, cancelled::add);
    serve(route("/buffer", "a"), route("/json", "a").put("form", "json"));
    ClientSession session = connect();
    List<ClientRequest> requests = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (String path : List.of("/buffer", "/buffer", "/json")) {
      ClientRequest request = session.get(path);
      request.send();
      requests.add(request);
      Message<Object> message = next(messages);
      ids.add(message.body() instanceof JsonObject json ? json.getString("id") : message.headers().get(":id"));
    }
    assertEquals(3, ids.size(), ids::toString);
    requests.forEach(request -> request.reset(ErrorCode.CANCEL));
    Set<Object> told = new HashSet<>();
    while (told.size() < 3) {
      next(cancelled).body().getJsonArray("ids").forEach(told::add);
    }
    assertEquals(ids, told);
  }

  @Test
  void many_cancelled_requests_share_few_messages() throws Exception {
    int count = 600;
    BlockingQueue<Message<JsonObject>> cancelled = new LinkedBlockingQueue<>();
    handle("a", messages::add);
    handle(CANCELLED, cancelled::add);
    JsonObject config = config(route("/*", "a"));
    config.getJsonArray("listeners").getJsonObject(0).put("http2", new JsonObject()
      .put("settings", new JsonObject().put("maxConcurrentStreams", count)));
    deploy(1, config);
    ClientSession session = connect();
    for (int i = 0; i < count; i++) {
      send(session);
    }
    for (int i = 0; i < count; i++) {
      next(messages);
    }
    await(session.terminate(ErrorCode.NO_ERROR)); // the server reports all streams in one task
    int told = 0;
    int sent = 0;
    for (; told < count; sent++) {
      JsonArray ids = next(cancelled).body().getJsonArray("ids");
      assertTrue(ids.size() <= 256);
      told += ids.size();
    }
    assertEquals(count, told);
    assertTrue(sent < 20, sent + " messages");
  }

  @Test
  void nothing_is_published_if_the_handler_has_replied() throws Exception {
    BlockingQueue<Message<JsonObject>> cancelled = new LinkedBlockingQueue<>();
    handle("a", message -> message.reply(Buffer.buffer(new byte[1 << 20])));
    handle("b", messages::add);
    handle("nghttp2.cancelled.b", cancelled::add);
    handle(CANCELLED, cancelled::add);
    serve(route("/a", "a"), route("/b", "b"));
    ClientSession session = connect();
    ClientRequest replied = session.get("/a");
    replied.send();
    assertEquals(200, await(replied.response()).status());
    replied.reset(ErrorCode.CANCEL); // its body is on the way
    ClientRequest pending = session.get("/b");
    pending.send();
    String id = next(messages).headers().get(":id");
    pending.reset(ErrorCode.CANCEL);
    JsonArray first = next(cancelled).body().getJsonArray("ids");
    assertEquals(new JsonArray().add(id), first);
    assertTrue(cancelled.isEmpty());
  }

  @Test
  void ids_cannot_be_guessed_from_those_of_another_server() throws Exception {
    handle("a", message -> {
      messages.add(message);
      message.reply(null);
    });
    deploy(1, config(route("/*", "a")));
    get("/");
    deploy(1, config(route("/*", "a")).put("controlAddress", "other"));
    get("/");
    String first = next(messages).headers().get(":id");
    String second = next(messages).headers().get(":id");
    assertNotEquals(prefix(first), prefix(second));
    assertTrue(prefix(first).length() >= 32, first);
  }

  private static String prefix(String id) {
    return id.substring(0, id.lastIndexOf('-'));
  }

  @Test
  void a_request_is_not_sent_again_after_its_client_has_gone() throws Exception {
    handle("a", messages::add);
    serve(route("/*", "a"));
    ClientSession session = connect();
    ClientRequest request = send(session);
    Message<Object> message = next(messages);
    request.reset(ErrorCode.CANCEL);
    await(session.ping()); // the server has read the reset
    message.reply(new ReplyException(ReplyFailure.TIMEOUT, "Discarded the request"));
    ClientRequest other = session.get("/other");
    other.send();
    assertEquals("/other", next(messages).headers().get(":path"));
    assertFalse(other.response().isComplete());
  }
}
