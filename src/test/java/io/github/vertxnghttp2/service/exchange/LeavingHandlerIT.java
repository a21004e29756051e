package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RouteMode;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A handler that unregisters while a request is on its way to it, in this JVM. */
class LeavingHandlerIT extends ServerVerticleCase {
  private final CountDownLatch delivered = new CountDownLatch(1);
  private final AtomicInteger requests = new AtomicInteger();

  /** Unregisters with the first request already in the queue of its context. */
  private void leave(String address) {
    Context context = ((VertxInternal) vertx).createWorkerContext(); // it waits, and no event loop with it
    MessageConsumer<Object> leaving = await(Future.future(promise -> context.runOnContext(v -> {
      MessageConsumer<Object> consumer = vertx.eventBus().consumer(address, message -> message.reply("too late"));
      consumer.completion().<MessageConsumer<Object>>map(consumer).onComplete(promise);
    })));
    context.runOnContext(v -> {
      try {
        delivered.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      leaving.unregister();
    });
  }

  /** @param then runs once the first request has been delivered, before the handler unregisters */
  private void afterDelivery(String address, Supplier<Future<?>> then) {
    vertx.eventBus().addOutboundInterceptor(delivery -> {
      delivery.next();
      if (delivery.message().address().equals(address) && requests.incrementAndGet() == 1) {
        then.get().onComplete(v -> delivered.countDown());
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void messages_that_a_leaving_handler_did_not_see_go_to_another(RouteMode mode) {
    serve(route("/*", "a").put("mode", mode.name().toLowerCase()));
    leave("a");
    afterDelivery("a", () -> RequestConsumer.create(vertx, "a", request -> request.response().end("instead"))
      .listen());
    ClientResponse response = get("/");
    assertResponse(200, "instead", response);
  }

  /** The first handler unregisters when three quarters of the time have passed. The other does not respond. */
  @ParameterizedTest
  @EnumSource
  void a_message_that_is_sent_again_has_only_the_rest_of_the_time(RouteMode mode) {
    serve(route("/*", "a").put("mode", mode.name().toLowerCase()).put("timeout", 4_000));
    leave("a");
    AtomicLong sentAgain = new AtomicLong();
    vertx.eventBus().addOutboundInterceptor(delivery -> {
      delivery.next();
      if (delivery.message().address().equals("a") && requests.incrementAndGet() == 1) {
        vertx.eventBus().consumer("a", message -> sentAgain.set(System.nanoTime()));
        vertx.setTimer(3_000, id -> delivered.countDown());
      }
    });
    assertEquals(504, get("/").status());
    long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sentAgain.get());
    assertTrue(sentAgain.get() != 0 && waited < 3_000, () -> waited + " ms after it was sent again");
  }

  @ParameterizedTest
  @EnumSource
  void what_it_did_not_see_is_503_if_there_is_no_other(RouteMode mode) {
    serve(route("/*", "a").put("mode", mode.name().toLowerCase()));
    leave("a");
    afterDelivery("a", Future::succeededFuture);
    assertResponse(503, "there is no handler for route /*\n", get("/"));
  }
}
