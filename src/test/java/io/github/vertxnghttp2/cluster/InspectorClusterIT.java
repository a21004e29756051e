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
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayDeque;
import java.util.Deque;
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
  private static String seed;

  @BeforeAll
  static void start() {
    ClusteredVertx first = await(ClusteredVertx.start("-"));
    here = first.vertx();
    seed = first.address();
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
    assertEquals(404, client.get("/api/report?id=9&node=" + other).status());
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

  @Test
  void a_question_that_is_none_is_refused_at_once() {
    for (Object question : new Object[] {null, "totals", new JsonObject().putNull("ask"), new JsonObject().put("ask",
      "rows").putNull("sort"), new JsonObject().put("ask", "search").putNull("filter")}) {
      ReplyException refused = await(here.eventBus().request("nghttp2.inspector.node." + other, question)
        .map((ReplyException) null).otherwise(cause -> (ReplyException) cause));
      assertEquals("RECIPIENT_FAILURE 400", refused.failureType() + " " + refused.failureCode());
    }
  }

  @Test
  void a_node_that_replies_with_anything_else_does_not_hide_the_others() {
    Vertx rude = await(ClusteredVertx.start(seed)).vertx();
    String id = ((VertxInternal) rude).clusterManager().getNodeId();
    Deque<Object> replies = new ArrayDeque<>(List.of("{", new JsonObject(), "[]", "{\"rows\":7}", 7));
    await(rude.eventBus().consumer("nghttp2.inspector", message -> { }).completion());
    await(rude.eventBus().consumer("nghttp2.inspector.node." + id, message -> message.reply(replies.poll()))
      .completion());
    try {
      assertEquals(1, ofOther("/api/nodes").getInteger("connections"));
      assertEquals(1, ofOther("/api/search?filter=trace:request-42").getJsonArray("found").size());
      assertEquals(503, client.get("/api/kept?node=" + id).status());
      Events events = client.events("/api/events?node=" + id);
      for (String reply : List.of("without rows", "of another type")) {
        assertEquals("failure", events.next().name(), reply);
      }
      events.close();
    } finally {
      await(rude.close());
    }
  }
}
