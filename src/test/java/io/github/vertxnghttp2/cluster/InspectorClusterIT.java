package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.inspector.FakeConnection;
import io.github.vertxnghttp2.inspector.Inspector;
import io.github.vertxnghttp2.inspector.InspectorClient;
import io.github.vertxnghttp2.inspector.InspectorClient.Events;
import io.github.vertxnghttp2.inspector.InspectorOptions;
import io.github.vertxnghttp2.inspector.Planted;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Inspectors on two nodes. */
@Timeout(300)
class InspectorClusterIT {
  private static Vertx here;
  private static Vertx there;
  private static InspectorClient client;
  private static String other;

  @BeforeAll
  static void start() {
    ClusteredVertx first = await(ClusteredVertx.start("-"));
    here = first.vertx();
    there = await(ClusteredVertx.start(first.address())).vertx();
    other = ((VertxInternal) there).clusterManager().getNodeId();
    FakeConnection.open(there, Planted.pausedReader(2));
    LiveRecordings.of(there).keep(Planted.limit(3));
    LiveRecordings.of(there).handled().received("a/7/5", "orders", 1).responded(200);
    client = new InspectorClient(here, serve(here));
    serve(there);
  }

  private static int serve(Vertx vertx) {
    return await(Inspector.create(vertx, new InspectorOptions().setPort(0).setCluster(true)).listen()).actualPort();
  }

  @AfterAll
  static void leave() {
    await(Future.join(here.close(), there.close()));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(150, TimeUnit.SECONDS).join();
  }

  private static JsonObject ofOther(String path) {
    return client.get(path).json().getJsonArray("nodes").stream().map(JsonObject.class::cast)
      .filter(node -> node.getString("node").equals(other)).findFirst().orElseThrow().getJsonObject("reply");
  }

  @Test
  void each_node_shows_what_all_have() {
    JsonObject totals = ofOther("/api/nodes");
    assertEquals("1 1", totals.getInteger("connections") + " " + totals.getInteger("kept"));
    Events events = client.events("/api/events?node=" + other);
    assertEquals(List.of("2"), events.next().data().getJsonArray("order").getList());
    events.close();
    JsonObject report = client.get("/api/report?id=2&node=" + other).json();
    assertTrue(report.getJsonArray("findings").encode().contains("APPLICATION_DOES_NOT_READ"), report::encode);
    assertEquals(1, client.get("/api/kept?node=" + other).json().getJsonArray("rows").size());
    assertEquals(503, client.get("/api/report?id=9&node=" + other).status());
  }

  @Test
  void a_request_is_followed_to_other_nodes() {
    JsonObject found = ofOther("/api/search?filter=trace:request-42").getJsonArray("found").getJsonObject(0);
    assertEquals("2", found.getJsonObject("connection").getString("id"));
    JsonObject handled = ofOther("/api/handled?ids=b/1/1,a/7/5").getJsonArray("handled").getJsonObject(0);
    assertEquals("orders 200", handled.getString("address") + " " + handled.getInteger("status"));
  }

  @Test
  void nothing_can_be_controlled_over_the_bus() {
    for (String ask : List.of("close", "drain", "framelog", "")) {
      JsonObject question = new JsonObject().put("ask", ask).put("id", "2");
      String said = await(here.eventBus().request("nghttp2.inspector.node." + other, question).map("replied")
        .otherwise(Throwable::getMessage));
      assertTrue(said.startsWith("ask must be totals, rows"), said);
    }
  }
}
