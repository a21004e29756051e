package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.micrometer.RouteMeters;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.Routes;
import io.github.vertxnghttp2.testing.Repeat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Servers on two nodes: what each counts, and whether they are ready. */
@Timeout(600)
class ClusterStatsIT {
  private static ListedCluster cluster;
  private static Vertx vertx;
  private static Vertx other;
  private static ClientSession here;
  private static ClientSession there;

  @BeforeAll
  static void serve() {
    cluster = new ListedCluster();
    ClusteredVertx first = await(ClusteredVertx.start(cluster));
    vertx = first.vertx();
    other = await(ClusteredVertx.start(first.address())).vertx();
    here = serve(vertx);
    there = serve(other);
  }

  private static ClientSession serve(Vertx node) {
    ListenerLog log = ListenerLog.open();
    await(node.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
      .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)))
      .put("health", new JsonObject().put("requireHandlers", true))
      .put("routes", new JsonArray().add(new JsonObject().put("path", "/a").put("address", "a"))))));
    int port = log.port();
    log.close();
    return await(ClientSession.connect(node, new ClientOptions().setHost("127.0.0.1").setPort(port)));
  }

  @AfterAll
  static void leave() {
    await(Future.join(here.close(), there.close()));
    await(Future.join(vertx.close(), other.close()));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(150, TimeUnit.SECONDS).join();
  }

  private static void eventually(String what, BooleanSupplier condition) {
    Repeat.until(what, condition, () -> await(vertx.timer(20)));
  }

  private static String id(Vertx node) {
    return ((VertxInternal) node).clusterManager().getNodeId();
  }

  private static int status(ClientSession session, String path) {
    return await(session.get(path).send().compose(response -> response.body().map(v -> response))).status();
  }

  /** The complete responses of the route by node. */
  private static Map<String, Long> completed(Vertx asking) {
    Map<String, Long> completed = new TreeMap<>();
    for (Object each : await(Routes.of(asking).statsOfAllNodes()).getJsonArray("nodes")) {
      JsonObject node = (JsonObject) each;
      completed.put(node.getString("node"), node.getJsonArray("routes").getJsonObject(0).getJsonObject("responses")
        .getLong("2xx"));
    }
    return completed;
  }

  private static JsonObject stats(Vertx node) {
    return await(Routes.of(vertx).statsOfAllNodes()).getJsonArray("nodes").stream().map(JsonObject.class::cast)
      .filter(each -> each.getString("node").equals(id(node))).findFirst().orElseThrow();
  }

  @Test
  void each_node_counts_its_own_requests_and_any_node_gathers_all() {
    RequestConsumer consumer = await(RequestConsumer.create(vertx, "a", request -> request.response().end("x"))
      .listen());
    eventually("the other node knows the handler", () -> status(there, "/a") == 200);
    long before = completed(vertx).get(id(other));
    for (int i = 0; i < 3; i++) {
      assertEquals(200, status(here, "/a"));
    }
    assertEquals(200, status(there, "/a"));
    Map<String, Long> expected = new TreeMap<>(Map.of(id(vertx), 3L, id(other), before + 1));
    eventually(expected.toString(), () -> completed(vertx).equals(expected));
    assertEquals(expected, completed(other));
    JsonObject handler = stats(vertx).getJsonArray("handlers").getJsonObject(0);
    assertEquals(new JsonObject().put("address", "a").put("node", id(vertx)).put("inFlight", 0).put("ejected", false),
      handler);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    RouteMeters.of(vertx).bindTo(registry);
    assertEquals(3, registry.get("vertx.http2.server.route.responses").tags("route", "/a", "node", id(vertx), "class",
      "2xx").functionCounter().count());
    await(consumer.close());
  }

  /** A consumer at the control address that is no server of this version. */
  @Test
  void a_node_that_does_not_reply_is_missing() {
    String address = "other.routes";
    MessageConsumer<Object> older = other.eventBus().consumer(address, message -> {
    });
    await(older.completion());
    String deployment = await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
      .put("controlAddress", address).put("controlReadAddress", "other.read")
      .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0))))));
    JsonObject stats = await(Routes.of(vertx, "other.read").statsOfAllNodes());
    assertEquals(id(vertx), stats.getJsonArray("nodes").getJsonObject(0).getString("node"));
    assertEquals(1, stats.getJsonArray("nodes").size());
    assertEquals(id(other), stats.getJsonArray("missing").getJsonObject(0).getString("node"));
    await(vertx.undeploy(deployment));
    await(older.unregister());
  }

  @Test
  void a_server_is_ready_when_any_node_has_a_handler() {
    MessageConsumer<Object> plain = other.eventBus().consumer("a", message -> message.reply("x"));
    await(plain.completion());
    eventually("ready", () -> status(here, "/ready") == 200 && status(there, "/ready") == 200);
    cluster.hidden.add(id(other)); // as if the node had been killed
    eventually("not ready here", () -> status(here, "/ready") == 503);
    cluster.hidden.clear();
    eventually("ready again", () -> status(here, "/ready") == 200);
    await(plain.unregister());
    eventually("not ready", () -> status(here, "/ready") == 503 && status(there, "/ready") == 503);
    ClientResponse alive = await(here.get("/health").send());
    assertEquals(200, alive.status());
  }
}
