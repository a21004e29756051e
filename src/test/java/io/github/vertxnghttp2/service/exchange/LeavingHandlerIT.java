package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RouteMode;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

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

  /** The first handler unregisters when some of the time has passed. */
  @ParameterizedTest
  @EnumSource
  void a_message_that_is_sent_again_has_only_the_rest_of_the_time(RouteMode mode) throws Exception {
    int timeout = 100_000;
    int passed = 50;
    serve(route("/*", "a").put("mode", mode.name().toLowerCase()).put("form", "json").put("timeout", timeout));
    leave("a");
    BlockingQueue<Long> left = new LinkedBlockingQueue<>();
    afterDelivery("a", () -> vertx.timer(passed).compose(v -> vertx.eventBus().<JsonObject>consumer("a", message -> {
      left.add(message.body().getLong("timeout"));
      message.reply("instead");
    }).completion()));
    assertResponse(200, "instead", get("/"));
    long rest = left.remove();
    assertTrue(0 < rest && rest <= timeout - passed + 1, () -> rest + " ms"); // Vert.x rounds the time of a timer
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
