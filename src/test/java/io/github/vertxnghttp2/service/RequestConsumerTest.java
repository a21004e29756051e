package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.service.bus.ScriptedPeer;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** RequestConsumer and its requests, against raw messages. */
class RequestConsumerTest {
  private static final String ADDRESS = "orders";
  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
  private Vertx vertx;
  private RequestConsumer consumer;
  private ScriptedPeer peer;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    vertx.exceptionHandler(t -> { });
    peer = new ScriptedPeer(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    try {
      if (consumer != null) {
        await(consumer.close(1));
        assertEquals(0, consumer.openStreams());
      }
    } finally {
      await(vertx.close());
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  private static Throwable failureOf(Future<?> future) {
    return assertThrows(ExecutionException.class, () -> await(future)).getCause();
  }

  private Object next() throws InterruptedException {
    return told.poll(5, TimeUnit.SECONDS);
  }

  private void listen(Handler<RoutedRequest> handler) throws Exception {
    listen(new StreamOptions(), handler);
  }

  private void listen(StreamOptions options, Handler<RoutedRequest> handler) throws Exception {
    consumer = RequestConsumer.create(vertx, ADDRESS, options, handler);
    await(consumer.listen());
  }

  private static JsonObject json() {
    return new JsonObject().put("method", "PUT").put("scheme", "https").put("authority", "a.example").put("uri", "/o/7?x=1")
      .put("path", "/o/7").put("query", "x=1").put("params", new JsonObject().put("id", "7"))
      .put("headers", new JsonObject().put("a", new JsonArray().add("1").add("2")))
      .put("remote", "192.0.2.1:5").put("route", "r");
  }

  private static DeliveryOptions heads() {
    return new DeliveryOptions().addHeader(":method", "PUT").addHeader(":scheme", "https").addHeader(":authority", "a.example")
      .addHeader(":path", "/o/7?x=1").addHeader(":remote", "192.0.2.1:5").addHeader(":route", "r").addHeader(":param.id", "7")
      .addHeader("a", "1").addHeader("a", "2").addHeader(":trailer.t", "z");
  }

  private ScriptedPeer opened(JsonObject open) throws Exception {
    return peer.opens(ADDRESS, open);
  }

  // --- unary ---

  @Test
  void both_unary_forms_say_the_same() throws Exception {
    listen(request -> request.body().onSuccess(body -> {
      assertEquals(HttpMethod.PUT, request.method());
      told.add(List.of(request.uri(), request.path(), request.query(), request.scheme(), request.authority(),
        request.remoteAddress(), request.route(), request.params(), request.headers().getAll("a"), request.trailers().get("t"), body.toString()));
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
    "{\"headers\":{\"a\":7}}", "{\"headers\":{\"a b\":\"x\"}}", "{\"params\":{\"id\":7}}", "{\"body\":\"*\"}", "{\"trailers\":[]}", "{\"type\":\"OPEN\"}"})
  void json_that_is_malformed_fails_with_400(String wrong) throws Exception {
    listen(request -> told.add("called"));
    JsonObject request = json().mergeIn(new JsonObject(wrong));
    assertEquals(400, ((ReplyException) failureOf(vertx.eventBus().request(ADDRESS, request))).failureCode());
    assertNull(told.poll());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b=x", "=x", "a=x\ny", ":trailer.a b=x", ":method=A B", ":trailer.=x"})
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
  void a_unary_handler_that_throws_after_the_answer_changes_nothing() throws Exception {
    listen(request -> {
      request.response().end("ok");
      throw new IllegalStateException("on purpose");
    });
    assertEquals("ok", await(vertx.eventBus().request(ADDRESS, json())).body().toString());
  }

  // --- streamed ---

  @ParameterizedTest
  @ValueSource(strings = {"json", "buffer"})
  void a_streamed_request_is_echoed_by_a_pipe(String form) throws Exception {
    listen(request -> request.pipeTo(request.response().putHeader("X-Y", "z")));
    opened(peer.open(form, 1 << 20, false));
    peer.data("one").data("two").send(peer.frame("END").put("trailers", new JsonObject().put("t", "1")));
    JsonObject head = peer.expect("HEAD");
    assertEquals(200, head.getInteger("status"));
    assertEquals(new JsonObject().put("x-y", "z"), head.getJsonObject("headers"));
    assertEquals("one", peer.expect("DATA").getBuffer("data").toString());
    assertEquals("two", peer.expect("DATA").getBuffer("data").toString());
    peer.expect("END");
    await(consumer.close(60_000));
  }

  @Test
  void a_pipe_stops_without_credit_and_credits_no_more_and_goes_on() throws Exception {
    listen(new StreamOptions().setInitialCredit(65_536), request -> {
      request.response().setWriteQueueMaxSize(1);
      request.pipeTo(request.response());
    });
    opened(peer.open("json", 0, false));
    peer.data("a".repeat(65_536));
    peer.expect("HEAD");
    assertEquals(65_536, peer.expect("CREDIT").getInteger("credit"));
    peer.data("b".repeat(65_536)); // the pipe is paused: one part waits for credit, this one to be read
    peer.expectNothing();
    peer.credit(65_536);
    assertEquals("a".repeat(65_536), peer.expect("DATA").getBuffer("data").toString());
    assertEquals(65_536, peer.expect("CREDIT").getInteger("credit"));
    peer.send(peer.frame("END")).credit(65_536);
    assertEquals("b".repeat(65_536), peer.expect("DATA").getBuffer("data").toString());
    peer.expect("END");
    await(consumer.close(60_000));
  }

  @Test
  void what_is_paused_is_not_credited() throws Exception {
    BlockingQueue<RoutedRequest> requests = new LinkedBlockingQueue<>();
    listen(new StreamOptions().setInitialCredit(1_024), request -> {
      request.pause();
      request.handler(data -> told.add(data.length()));
      requests.add(request);
    });
    opened(peer.open("buffer", 1 << 20, false));
    peer.data("x".repeat(400)).data("y".repeat(624));
    peer.expectNothing();
    RoutedRequest request = requests.poll(5, TimeUnit.SECONDS);
    request.fetch(1);
    assertEquals(400, peer.expect("CREDIT").getInteger("credit"));
    assertEquals(400, next());
    peer.expectNothing();
    request.resume();
    assertEquals(624, peer.expect("CREDIT").getInteger("credit"));
    peer.reset(8);
    request.exceptionHandler(told::add);
    assertEquals(624, next());
    assertEquals(8, ((Http2Exception) next()).code());
  }

  @Test
  void the_whole_body_and_its_trailers_come() throws Exception {
    listen(request -> request.body().onSuccess(body -> {
      told.add(body + " " + request.trailers().get("t"));
      request.response().putTrailer("u", "v").end("done");
    }));
    opened(peer.open("json", 1 << 20, false));
    peer.data("all of it").send(peer.frame("END").put("trailers", new JsonObject().put("t", "1")));
    assertEquals("all of it 1", next());
    JsonObject head = peer.expect("HEAD");
    assertFalse(head.getJsonObject("headers").containsKey("content-length"));
    assertEquals("done", peer.expect("DATA").getBuffer("data").toString());
    assertEquals(new JsonObject().put("u", "v"), peer.expect("END").getJsonObject("trailers"));
  }

  @Test
  void an_answer_that_is_whole_says_its_length_and_ends_with_its_data() throws Exception {
    listen(request -> request.response().inform(103, io.vertx.core.http.HttpHeaders.headers().add("link", "x")).end("hello"));
    opened(peer.open("json", 1 << 20, true));
    assertEquals(103, peer.expect("HEAD").getInteger("status"));
    assertEquals("5", peer.expect("HEAD").getJsonObject("headers").getString("content-length"));
    assertEquals(true, peer.expect("DATA").getBoolean("end"));
  }

  @Test
  void an_answer_to_head_says_no_length_that_it_does_not_know() throws Exception {
    listen(request -> request.response().end());
    opened(peer.open("json", 1 << 20, true).put("method", "HEAD"));
    JsonObject head = peer.expect("HEAD");
    assertEquals(true, head.getBoolean("end"));
    assertFalse(head.getJsonObject("headers").containsKey("content-length"));
  }

  @Test
  void a_handler_that_throws_before_the_head_answers_500_without_what_it_had_set() throws Exception {
    listen(request -> {
      request.response().setStatus(201).putHeader("location", "/made").putTrailer("t", "x");
      throw new IllegalStateException("on purpose");
    });
    opened(peer.open("json", 1 << 20, true));
    JsonObject head = peer.expect("HEAD");
    assertEquals(500, head.getInteger("status"));
    assertFalse(head.getJsonObject("headers").containsKey("location"));
    assertEquals(true, head.getBoolean("end"));
    await(consumer.close(60_000));
  }

  @Test
  void a_handler_that_throws_after_the_head_resets_with_internal_error() throws Exception {
    listen(request -> {
      request.response().write("part");
      throw new IllegalStateException("on purpose");
    });
    opened(peer.open("json", 1 << 20, true));
    peer.expect("HEAD");
    peer.expect("DATA");
    peer.expectReset(2);
    await(consumer.close(60_000));
  }

  @Test
  void the_rest_of_a_request_that_nobody_reads_is_not_wanted() throws Exception {
    BlockingQueue<RoutedRequest> requests = new LinkedBlockingQueue<>();
    listen(request -> {
      request.exceptionHandler(told::add);
      request.response().closeHandler(v -> requests.add(request)).setStatus(413).end();
    });
    opened(peer.open("json", 1 << 20, false));
    assertEquals(413, peer.expect("HEAD").getInteger("status"));
    peer.expectReset(0);
    RoutedRequest request = requests.poll(5, TimeUnit.SECONDS);
    assertTrue(failureOf(request.body()) instanceof Http2Exception);
    assertNull(told.poll(), "a handler that has answered is not told of an exception");
  }

  @Test
  void end_and_write_after_the_end_are_mistakes() throws Exception {
    listen(request -> {
      RoutedResponse response = request.response();
      response.end("x");
      try {
        assertThrows(IllegalStateException.class, () -> response.end());
        assertThrows(IllegalStateException.class, () -> response.write("y"));
        assertThrows(IllegalStateException.class, () -> response.setStatus(404));
        assertTrue(response.isEnded() && response.isHeadSent());
        told.add("ok");
      } catch (Throwable t) {
        told.add(t);
      }
    });
    opened(peer.open("json", 100, true));
    assertEquals("ok", next());
    await(vertx.eventBus().request(ADDRESS, json()));
    assertEquals("ok", next());
  }

  // --- resets ---

  @ParameterizedTest
  @ValueSource(strings = {"open", "head", "data", "end"})
  void a_reset_of_the_peer_is_told_at_every_stage(String stage) throws Exception {
    BlockingQueue<Future<Void>> writes = new LinkedBlockingQueue<>();
    listen(request -> {
      request.body().onFailure(told::add);
      request.response().exceptionHandler(told::add).closeHandler(v -> told.add("closed"));
      switch (stage) {
        case "head" -> writes.add(request.response().write(Buffer.buffer()));
        case "data" -> writes.add(request.response().write("waits for credit"));
        case "end" -> writes.add(request.response().end("waits for credit"));
        default -> { }
      }
    });
    opened(peer.open("json", 0, false));
    if (!stage.equals("open")) {
      peer.expect("HEAD");
    }
    peer.reset(11);
    assertEquals(11, ((Http2Exception) next()).code());
    assertEquals(11, ((Http2Exception) next()).code());
    assertEquals("closed", next());
    if (stage.equals("data") || stage.equals("end")) {
      assertEquals(11, ((Http2Exception) failureOf(writes.poll())).code());
    }
    await(consumer.close(60_000));
  }

  @Test
  void a_reset_of_the_handler_ends_all() throws Exception {
    BlockingQueue<Future<?>> all = new LinkedBlockingQueue<>();
    listen(request -> {
      all.add(request.body());
      all.add(request.response().write("waits for credit"));
      request.response().closeHandler(v -> all.add(request.response().end()));
      request.response().reset(11);
      request.response().reset(12);
    });
    opened(peer.open("json", 0, false));
    peer.expect("HEAD");
    peer.expectReset(11);
    for (int i = 0; i < 3; i++) {
      Future<?> each = all.poll(5, TimeUnit.SECONDS);
      assertEquals(11, ((Http2Exception) failureOf(each)).code());
    }
    await(consumer.close(60_000));
  }

  @Test
  void a_code_that_is_none_is_refused() throws Exception {
    listen(request -> {
      assertThrows(IllegalArgumentException.class, () -> request.response().reset(-1));
      assertThrows(IllegalArgumentException.class, () -> request.response().reset(1L << 32));
      assertThrows(IllegalArgumentException.class, () -> request.response().setStatus(199));
      assertThrows(IllegalArgumentException.class, () -> request.response().setStatus(1000));
      request.response().end("checked");
    });
    assertEquals("checked", await(vertx.eventBus().request(ADDRESS, json())).body().toString());
  }

  // --- pipes ---

  @Test
  void a_pipe_into_a_response_that_is_reset_ends() throws Exception {
    BlockingQueue<RoutedRequest> requests = new LinkedBlockingQueue<>();
    listen(new StreamOptions().setInitialCredit(65_536), request -> {
      requests.add(request);
      request.response().setWriteQueueMaxSize(1);
      request.pipeTo(request.response()).onComplete(result -> told.add(result.failed()));
    });
    opened(peer.open("json", 0, false));
    peer.data("x".repeat(60_000)).data("y");
    peer.expect("HEAD");
    peer.reset(8);
    assertEquals(true, next());
    await(consumer.close(60_000));
  }

  // --- where it runs ---

  @ParameterizedTest
  @EnumSource(names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void a_consumer_of_any_threading_model_answers_on_its_context(ThreadingModel model) throws Exception {
    assumeTrue(model != ThreadingModel.VIRTUAL_THREAD || Runtime.version().feature() >= 21);
    RequestConsumer[] made = {null};
    await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        made[0] = RequestConsumer.create(vertx, ADDRESS, request -> {
          boolean right = ours();
          request.handler(data -> request.response().write(data).onSuccess(v -> told.add(ours())));
          request.endHandler(v -> request.response().putTrailer("ours", Boolean.toString(right && ours())).end());
        });
        return made[0].listen();
      }

      private boolean ours() {
        Context current = Vertx.currentContext();
        return current != null && current.threadingModel() == model && context.deploymentID().equals(current.deploymentID());
      }
    }, new DeploymentOptions().setThreadingModel(model)));
    consumer = made[0];
    opened(peer.open("buffer", 1 << 20, false));
    for (int i = 0; i < 20; i++) {
      peer.data("part " + i);
    }
    peer.send(peer.frame("END"));
    peer.expect("HEAD");
    for (int i = 0; i < 20; i++) {
      assertEquals("part " + i, peer.expect("DATA").getBuffer("data").toString());
      assertEquals(true, next());
    }
    assertEquals(new JsonObject().put("ours", "true"), peer.expect("END").getJsonObject("trailers"));
    await(consumer.close(60_000));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void another_thread_may_answer(boolean worker) throws Exception {
    BlockingQueue<RoutedRequest> requests = new LinkedBlockingQueue<>();
    RequestConsumer[] made = {null};
    await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        made[0] = RequestConsumer.create(vertx, ADDRESS, requests::add);
        return made[0].listen();
      }
    }, new DeploymentOptions().setThreadingModel(worker ? ThreadingModel.WORKER : ThreadingModel.EVENT_LOOP)));
    consumer = made[0];
    opened(peer.open("json", 1 << 20, true));
    RoutedRequest request = requests.poll(5, TimeUnit.SECONDS);
    assertNotNull(request);
    for (int i = 0; i < 50; i++) {
      request.response().write("part " + i);
    }
    CompletableFuture<Context> where = new CompletableFuture<>();
    request.response().end("last").onComplete(v -> where.complete(Vertx.currentContext()));
    peer.expect("HEAD");
    for (int i = 0; i < 50; i++) {
      assertEquals("part " + i, peer.expect("DATA").getBuffer("data").toString());
    }
    assertEquals(true, peer.expect("DATA").getBoolean("end"));
    assertEquals(worker, where.get(5, TimeUnit.SECONDS).isWorkerContext());
  }

  // --- limits and the end ---

  @Test
  void one_stream_too_many_is_refused_with_503() throws Exception {
    BlockingQueue<RoutedRequest> requests = new LinkedBlockingQueue<>();
    listen(new StreamOptions().setMaxStreams(1), requests::add);
    opened(peer.open("json", 1 << 20, true));
    ReplyException failure = (ReplyException) failureOf(vertx.eventBus().request(ADDRESS, peer.open("json", 0, true)));
    assertEquals(503, failure.failureCode());
    assertTrue(failure.getMessage().contains("maxStreams = 1"), failure.getMessage());
    assertEquals(1, consumer.openStreams());
    requests.poll(5, TimeUnit.SECONDS).response().end();
    peer.expect("HEAD");
    await(vertx.eventBus().request(ADDRESS, peer.open("json", 0, true)));
  }

  @Test
  void an_open_that_wants_no_reply_opens_nothing() throws Exception {
    listen(request -> told.add("called"));
    vertx.eventBus().send(ADDRESS, peer.open("json", 0, true));
    assertEquals(400, ((ReplyException) failureOf(vertx.eventBus().request(ADDRESS, "after it"))).failureCode());
    assertNull(told.poll());
    assertEquals(0, consumer.openStreams());
  }

  @Test
  void close_waits_for_what_is_in_flight_and_takes_nothing_new() throws Exception {
    BlockingQueue<RoutedRequest> requests = new LinkedBlockingQueue<>();
    listen(requests::add);
    opened(peer.open("json", 1 << 20, true));
    Future<Message<Object>> unary = vertx.eventBus().request(ADDRESS, json());
    RoutedRequest streamed = requests.poll(5, TimeUnit.SECONDS);
    RoutedRequest plain = requests.poll(5, TimeUnit.SECONDS);
    Future<Void> closing = consumer.close(60_000);
    Future<Void> again = consumer.close(60_000);
    assertEquals(-1, ((ReplyException) failureOf(vertx.eventBus().request(ADDRESS, json()))).failureCode());
    assertFalse(closing.isComplete());
    streamed.response().end("one");
    peer.expect("HEAD");
    peer.expect("DATA");
    assertFalse(closing.isComplete());
    plain.response().end("two");
    assertEquals("two", await(unary).body().toString());
    await(closing);
    await(again);
  }

  @Test
  void close_resets_what_is_open_after_the_grace_period() throws Exception {
    listen(request -> request.response().write("x").onSuccess(v -> told.add("written")));
    opened(peer.open("json", 1 << 20, true));
    peer.expect("HEAD");
    peer.expect("DATA");
    Future<Void> first = consumer.close(60_000);
    await(consumer.close(10));
    peer.expectReset(8);
    await(first);
  }

  @Test
  void close_without_listen_and_listen_twice() throws Exception {
    RequestConsumer idle = RequestConsumer.create(vertx, "other", request -> { });
    await(idle.close());
    listen(request -> { });
    assertTrue(failureOf(consumer.listen()) instanceof IllegalStateException);
  }

  @Test
  void close_right_after_listen_leaves_no_consumer() throws Exception {
    RequestConsumer hasty = RequestConsumer.create(vertx, "hasty", request -> request.response().end());
    Future<RequestConsumer> listening = hasty.listen();
    Future<Void> closed = hasty.close(1_000);
    await(listening.otherwiseEmpty());
    await(closed);
    assertEquals(io.vertx.core.eventbus.ReplyFailure.NO_HANDLERS,
      ((ReplyException) failureOf(vertx.eventBus().request("hasty", json()))).failureType());
  }

  @Test
  void the_peer_that_vanishes_ends_the_request() throws Exception {
    listen(new StreamOptions().setPingInterval(20), request -> request.body().onFailure(told::add));
    opened(peer.open("json", 0, false));
    peer.vanish();
    assertEquals(10, ((Http2Exception) next()).code());
    await(consumer.close(60_000));
  }
}
