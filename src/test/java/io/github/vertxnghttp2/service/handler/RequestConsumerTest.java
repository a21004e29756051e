package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.StreamOptions;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Where a consumer runs, what it takes, and its end. */
class RequestConsumerTest extends RequestConsumerCase {

  // --- where it runs ---

  @ParameterizedTest
  @EnumSource(names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void a_consumer_of_any_threading_model_responds_on_its_context(ThreadingModel model) throws Exception {
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
        return current != null && current.threadingModel() == model && context.deploymentID().equals(
          current.deploymentID());
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
  void another_thread_may_respond(boolean worker) throws Exception {
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
    RoutedRequest request = requests.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
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
    assertEquals(worker, where.get(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS).isWorkerContext());
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
    requests.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS).response().end();
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

  @ParameterizedTest
  @ValueSource(strings = {"{}|is missing, which means 1", "{\"version\":1}|is 1", "{\"version\":3}|is 3"})
  void an_open_of_another_version_is_refused_with_a_text_that_has_the_version_of_this_end(String versions)
    throws Exception {
    listen(request -> told.add("called"));
    JsonObject open = peer.open("json", 0, true).put("type", "OPEN").put("unknown", 1);
    open.remove("version");
    String[] version = versions.split("\\|");
    ReplyException failure = (ReplyException) failureOf(vertx.eventBus().request(ADDRESS, open.mergeIn(
      new JsonObject(version[0]))));
    assertEquals(501, failure.failureCode());
    assertEquals("version " + version[1] + "; this end has version 2 of streams over the event bus, and the other end"
      + " needs it, too", failure.getMessage());
    assertNull(told.poll());
  }

  @Test
  void an_open_of_version_2_may_have_members_that_a_handler_does_not_know() throws Exception {
    listen(request -> request.response().end());
    JsonObject accept = await(vertx.eventBus().<JsonObject>request(ADDRESS, peer.open("json", 0, true).put("new", 1)))
      .body();
    assertEquals(2, accept.getInteger("version"));
  }

  @Test
  void close_waits_for_requests_in_flight_and_takes_no_new_ones() throws Exception {
    BlockingQueue<RoutedRequest> requests = new LinkedBlockingQueue<>();
    listen(requests::add);
    opened(peer.open("json", 1 << 20, true));
    Future<Message<Object>> unary = vertx.eventBus().request(ADDRESS, json());
    RoutedRequest streamed = requests.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    RoutedRequest plain = requests.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
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
  void close_resets_open_streams_after_the_grace_period() throws Exception {
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
}
