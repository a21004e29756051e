package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.StreamOptions;
import io.github.vertxnghttp2.service.bus.ScriptedPeer;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** RequestConsumer and its requests, against raw messages. */
abstract class RequestConsumerCase {
  static final String ADDRESS = "orders";
  final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
  Vertx vertx;
  RequestConsumer consumer;
  ScriptedPeer peer;

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

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  static Throwable failureOf(Future<?> future) {
    return assertThrows(ExecutionException.class, () -> await(future)).getCause();
  }

  Object next() throws InterruptedException {
    return told.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  void listen(Handler<RoutedRequest> handler) throws Exception {
    listen(new StreamOptions(), handler);
  }

  void listen(StreamOptions options, Handler<RoutedRequest> handler) throws Exception {
    consumer = RequestConsumer.create(vertx, ADDRESS, options, handler);
    await(consumer.listen());
  }

  static JsonObject json() {
    return new JsonObject().put("method", "PUT").put("scheme", "https").put("authority", "a.example").put("uri",
      "/o/7?x=1")
      .put("path", "/o/7").put("query", "x=1").put("params", new JsonObject().put("id", "7"))
      .put("headers", new JsonObject().put("a", new JsonArray().add("1").add("2")))
      .put("remote", "192.0.2.1:5").put("route", "r");
  }

  static DeliveryOptions heads() {
    return new DeliveryOptions().addHeader(":method", "PUT").addHeader(":scheme", "https").addHeader(":authority",
      "a.example")
      .addHeader(":path", "/o/7?x=1").addHeader(":remote", "192.0.2.1:5").addHeader(":route", "r").addHeader(
        ":param.id", "7")
      .addHeader("a", "1").addHeader("a", "2").addHeader(":trailer.t", "z");
  }

  ScriptedPeer opened(JsonObject open) throws Exception {
    return peer.opens(ADDRESS, open);
  }
}
