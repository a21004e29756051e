package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** On a virtual thread a handler may await an event that comes over the bus. */
class VirtualThreadConsumerTest extends RequestConsumerCase {
  private final Promise<Void> goOn = Promise.promise();

  private void listenAwaiting(Handler<RoutedRequest> handler) throws Exception {
    assumeTrue(((VertxInternal) vertx).isVirtualThreadAvailable(), "virtual threads need Java 21");
    consumer = on(((VertxInternal) vertx).createVirtualThreadContext(),
      () -> RequestConsumer.create(vertx, ADDRESS, handler).listen());
  }

  private static <T> T on(Context context, Supplier<Future<T>> call) throws Exception {
    return await(Future.future(done -> context.runOnContext(v -> call.get().onComplete(done))));
  }

  @Test
  void a_handler_that_awaits_credit_for_its_response_gets_it_and_the_body_in_order() throws Exception {
    listenAwaiting(request -> request
      .handler(data -> request.response().write(data).await())
      .endHandler(v -> request.response().end("end")));
    opened(peer.open("json", 0, false));
    for (int i = 0; i < 9; i++) {
      peer.data("part " + i);
    }
    peer.send(peer.frame("END"));
    peer.expect("HEAD");
    for (int i = 0; i < 9; i++) {
      peer.credit(6);
      assertEquals("part " + i, peer.expect("DATA").getBuffer("data").toString());
    }
    peer.credit(3);
    assertEquals("end", peer.expect("DATA").getBuffer("data").toString());
  }

  @Test
  void a_listener_of_a_write_may_await_another_write() throws Exception {
    listenAwaiting(request -> request.response().write("a").onSuccess(v -> {
      request.response().write("b").await();
      request.response().end("c");
    }));
    opened(peer.open("json", 9, true));
    peer.expect("HEAD");
    assertEquals("a", peer.expect("DATA").getBuffer("data").toString());
    assertEquals("b", peer.expect("DATA").getBuffer("data").toString());
    assertEquals("c", peer.expect("DATA").getBuffer("data").toString());
  }

  @Test
  void the_end_has_come_while_the_handler_of_the_last_data_awaits() throws Exception {
    listenAwaiting(request -> request
      .handler(data -> {
        told.add(data.toString());
        goOn.future().await();
      })
      .endHandler(v -> told.add("end"))
      .exceptionHandler(told::add));
    opened(peer.open("json", 9, false));
    peer.send(peer.frame("DATA").put("data", "x".getBytes()).put("end", true));
    assertEquals("x", next());
    peer.asks(new JsonArray());
    peer.reset(8); // after its end: without effect on the request
    goOn.complete();
    assertEquals("end", next());
  }

  @Test
  void a_request_that_another_awaits_is_served() throws Exception {
    AtomicBoolean waits = new AtomicBoolean(true);
    listenAwaiting(request -> {
      if (waits.getAndSet(false)) {
        goOn.future().await();
      } else {
        goOn.complete();
      }
      request.response().end("done");
    });
    opened(peer.open("json", 9, true));
    assertEquals("done", await(vertx.eventBus().request(ADDRESS, json())).body().toString());
    peer.expect("HEAD");
    assertEquals("done", peer.expect("DATA").getBuffer("data").toString());
  }

  @Test
  void a_request_from_a_lost_endpoint_ends_while_the_handler_of_an_earlier_loss_awaits() throws Exception {
    listenAwaiting(request -> request.exceptionHandler(t -> {
      told.add("lost");
      goOn.future().await();
    }));
    opened(peer.open("json", 0, false));
    peer.vanish();
    assertEquals("lost", next());
    await(vertx.eventBus().request(ADDRESS, peer.open("json", 0, false).put("stream", 9)));
    assertEquals("lost", next());
    goOn.complete();
  }
}
