package io.github.vertxnghttp2.service.control;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A server deploys the verticles of its config. */
class DeployedVerticlesIT extends ServerVerticleCase {
  private static final Set<Vertx> OPEN = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger STARTED = new AtomicInteger();

  /** A handler that responds after a while, and cannot be started at the address "none". */
  public static final class Slow extends VerticleBase {
    @Override
    public Future<?> start() {
      String address = config().getString("address");
      if (address.equals("none")) {
        throw new IllegalArgumentException("address is none");
      }
      STARTED.incrementAndGet();
      OPEN.add(vertx);
      return RequestConsumer.create(vertx, address, request -> vertx.setTimer(100, id -> request.response()
        .end("late"))).listen();
    }

    @Override
    public Future<?> stop() {
      OPEN.remove(vertx);
      return Future.succeededFuture();
    }
  }

  private static JsonObject config(String verticle, String address) {
    return ServerVerticleCase.config(route("/x/:name", address)).put("verticles", new JsonObject().put(verticle,
      new JsonObject().put("config", new JsonObject().put("address", address))));
  }

  @Test
  void a_request_reaches_the_verticle_that_is_named() {
    deploy(1, config("nghttp2:hello", "some.address"));
    assertResponse(200, "Hello, wörld!\n", get("/x/w%C3%B6rld"));
  }

  @Test
  void all_instances_of_the_server_deploy_it_once() {
    int before = STARTED.get();
    deploy(3, config(Slow.class.getName(), "slow"));
    assertEquals(1, STARTED.get() - before);
    assertTrue(OPEN.contains(vertx));
  }

  @Test
  void it_leaves_after_the_server_has_responded_to_what_was_in_flight() {
    deploy(2, config(Slow.class.getName(), "slow"));
    Future<ClientResponse> response = connect().get("/x/y").send();
    assertResponse(200, "late", get("/x/z"));
    await(vertx.undeploy(deployment));
    assertResponse(200, "late", await(response));
    assertEquals(Set.of(), vertx.deploymentIDs());
  }

  @Test
  void a_server_whose_verticle_does_not_start_does_not_start_and_says_why() {
    IllegalStateException failure = assertThrows(IllegalStateException.class, () -> await(vertx.deployVerticle(
      "nghttp2:server", new DeploymentOptions().setConfig(config(Slow.class.getName(), "none")))));
    assertEquals("verticles[\"" + Slow.class.getName() + "\"] cannot be deployed: address is none",
      failure.getMessage());
    failure = assertThrows(IllegalStateException.class, () -> await(vertx.deployVerticle("nghttp2:server",
      new DeploymentOptions().setConfig(config("com.example.Missing", "a")))));
    assertEquals("verticles[\"com.example.Missing\"] cannot be deployed: the class com.example.Missing is not on the"
      + " class path", failure.getMessage());
    assertEquals(Set.of(), vertx.deploymentIDs());
    deploy(1, config(Slow.class.getName(), "slow"));
    assertResponse(200, "late", get("/x/y"));
  }
}
