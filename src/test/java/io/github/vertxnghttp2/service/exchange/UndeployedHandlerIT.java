package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RouteMode;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Handlers whose verticle is undeployed, or whose Vert.x is closed, with requests in flight. */
class UndeployedHandlerIT extends ServerVerticleCase {
  private final Handling handling = new Handling();
  private final Promise<RoutedRequest> handled = Promise.promise();

  /** Does not close its consumer. */
  private final class Handling extends VerticleBase {
    private long gracePeriod = RequestConsumer.DEFAULT_GRACE_PERIOD;

    @Override
    public Future<?> start() {
      return RequestConsumer.create(vertx, "a", handled::complete).shutdownGracePeriod(gracePeriod).listen();
    }

    /** Responds by a timer of the verticle, once it is known that the verticle is about to be undeployed. */
    private void respondLater(RoutedRequest request) {
      context.runOnContext(v -> vertx.setTimer(50, id -> request.response().end("in time")));
    }
  }

  private Future<ClientResponse> inFlight(RouteMode mode) {
    serve(route("/*", "a").put("mode", mode.toString()));
    return connect().get("/").send();
  }

  @ParameterizedTest
  @EnumSource
  void requests_in_flight_end_before_their_verticle_stops(RouteMode mode) {
    String verticle = await(vertx.deployVerticle(handling));
    Future<ClientResponse> response = inFlight(mode);
    RoutedRequest request = await(handled.future());
    Future<Void> closed = vertx.undeploy(verticle);
    handling.respondLater(request);
    assertResponse(200, "in time", await(response));
    await(closed);
    assertResponse(503, "there is no handler for route /*\n", get("/"));
  }

  @ParameterizedTest
  @EnumSource
  void requests_in_flight_end_before_Vertx_closes(RouteMode mode) {
    await(vertx.deployVerticle(handling));
    assertEndsBeforeVertxCloses(mode, handling::respondLater);
  }

  @ParameterizedTest
  @EnumSource
  void requests_in_flight_outside_verticles_end_before_Vertx_closes(RouteMode mode) {
    await(RequestConsumer.create(vertx, "a", handled::complete).listen());
    assertEndsBeforeVertxCloses(mode, request -> vertx.setTimer(50, id -> request.response().end("in time")));
  }

  private void assertEndsBeforeVertxCloses(RouteMode mode, Consumer<RoutedRequest> respondLater) {
    serve(route("/*", "a").put("mode", mode.toString()));
    Vertx other = Vertx.vertx();
    try {
      Future<ClientResponse> response = Http2.get(other, "http://127.0.0.1:" + port + "/");
      RoutedRequest request = await(handled.future());
      Future<Void> closed = vertx.close();
      respondLater.accept(request);
      assertEquals("in time", await(response.compose(ClientResponse::text)));
      await(closed);
    } finally {
      await(other.close());
    }
  }

  @ParameterizedTest
  @EnumSource
  void after_the_grace_period_the_response_is_503(RouteMode mode) {
    handling.gracePeriod = 1;
    String verticle = await(vertx.deployVerticle(handling));
    Future<ClientResponse> response = inFlight(mode);
    RoutedRequest request = await(handled.future());
    await(vertx.undeploy(verticle));
    assertEquals(503, await(response).status());
    assertThrows(RuntimeException.class, () -> await(request.response().end("too late")));
  }

  @Test
  void a_consumer_that_is_closed_leaves_its_verticle_deployed() {
    RequestConsumer[] consumer = new RequestConsumer[1];
    String verticle = await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        consumer[0] = RequestConsumer.create(vertx, "a", request -> request.response().end());
        return consumer[0].listen();
      }
    }));
    await(consumer[0].close());
    await(vertx.undeploy(verticle));
    assertEquals(0, vertx.deploymentIDs().size());
  }

  @Test
  void a_consumer_outside_verticles_deploys_nothing() {
    await(RequestConsumer.create(vertx, "a", request -> request.response().end()).listen());
    assertEquals(0, vertx.deploymentIDs().size());
  }

  @Test
  void a_negative_grace_period_is_rejected() {
    RequestConsumer consumer = RequestConsumer.create(vertx, "a", request -> { });
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> consumer.shutdownGracePeriod(-1));
    assertEquals("shutdownGracePeriod is -1; it must be at least 0", e.getMessage());
  }
}
