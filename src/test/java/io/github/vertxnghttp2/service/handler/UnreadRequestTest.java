package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.StreamOptions;
import io.github.vertxnghttp2.service.bus.ScriptedPeer;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests whose body has arrived, and that are not read before the response ends. */
class UnreadRequestTest extends RequestConsumerCase {
  private static final int SIZE = 2_000;
  /** Of a stream when no other holds any. */
  private static final long CREDIT = 1_024 + 32_768 / 8;
  private static final StreamOptions OPTIONS = new StreamOptions().setInitialCredit(8_192).setMaxBufferedBytes(65_536);

  private final BlockingQueue<RoutedRequest> requests = new LinkedBlockingQueue<>();

  /** Sends a request with a body. */
  private RoutedRequest arrived() throws Exception {
    ScriptedPeer sender = new ScriptedPeer(vertx);
    sender.opens(ADDRESS, sender.open("json", 1_000_000, false));
    RoutedRequest request = requests.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    sender.send(sender.frame("DATA").put("data", Buffer.buffer(new byte[SIZE])).put("end", true));
    sender.asks(null); // the body has arrived at the endpoint
    return request;
  }

  /** The initial credit of a further stream. */
  private long credit() {
    try {
      ScriptedPeer other = new ScriptedPeer(vertx);
      JsonObject accept = await(vertx.eventBus().<JsonObject>request(ADDRESS, other.open("json", 0, false))).body();
      other.accepted(accept).reset(8);
      requests.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return accept.getLong("credit");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void awaitCredit(long expected) {
    Repeat.until("a credit of " + expected, () -> credit() == expected, Thread::yield);
  }

  @Test
  void the_end_of_the_response_discards_a_body_that_nobody_reads() throws Exception {
    listen(OPTIONS, requests::add);
    RoutedRequest request = arrived();
    await(request.response().end("ok"));
    awaitCredit(CREDIT);
    Throwable failure = failureOf(request.body());
    assertTrue(failure.getMessage().contains("its body was discarded"), failure::getMessage);
  }

  @Test
  void a_handler_that_reads_in_the_task_that_ends_the_response_gets_the_body() throws Exception {
    BlockingQueue<Context> contexts = new LinkedBlockingQueue<>();
    listen(OPTIONS, request -> {
      contexts.add(vertx.getOrCreateContext());
      requests.add(request);
    });
    RoutedRequest request = arrived();
    Future<Buffer> body = Future.future(promise -> contexts.remove().runOnContext(v -> {
      request.response().end("ok");
      request.body().onComplete(promise);
    }));
    assertEquals(SIZE, await(body).length());
    awaitCredit(CREDIT);
  }

  @Test
  void a_body_that_is_read_slowly_holds_its_credit_after_the_response() throws Exception {
    listen(OPTIONS, requests::add);
    RoutedRequest request = arrived();
    request.pause();
    request.handler(data -> told.add(data.length()));
    await(request.response().end("ok"));
    awaitCredit(1_024 + (32_768 - (SIZE - 1_024)) / 8);
    assertTrue(told.isEmpty());
    request.resume();
    assertEquals(SIZE, next());
    awaitCredit(CREDIT);
  }
}
