package io.github.vertxnghttp2.inspector;

import io.github.vertxnghttp2.inspector.InspectorClient.Events;
import io.github.vertxnghttp2.inspector.InspectorClient.Reply;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

import static io.github.vertxnghttp2.inspector.InspectorClient.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What those with the token do to connections, and what of connections that have ended is shown. */
@Timeout(120)
class InspectorControlIT {
  private static final String TOKEN = InspectorOptionsTest.TOKEN;
  private static final String[] CONTROL = {"authorization", "Bearer " + TOKEN, "content-type", "application/json"};

  private final Vertx vertx = Vertx.vertx();
  private final FakeConnection connection = FakeConnection.open(vertx, Planted.smallWindow(1));

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private InspectorClient serve(InspectorOptions options) {
    return new InspectorClient(vertx, await(Inspector.create(vertx, options.setPort(0).setToken(TOKEN)).listen())
      .actualPort());
  }

  @Test
  void connections_are_drained_and_closed() {
    InspectorClient client = serve(new InspectorOptions());
    assertEquals("{\"done\":\"drain\"}", client.post("/api/drain?id=1", "", CONTROL).body());
    assertEquals("{\"done\":\"close\"}", client.post("/api/close?id=1", "", CONTROL).body());
    assertEquals(List.of("drain", "close"), connection.done);
    assertEquals(404, client.post("/api/close?id=9", "", CONTROL).status());
    assertEquals(404, client.get("/api/close?id=1", CONTROL).status());
  }

  @Test
  void the_frame_log_is_on_while_it_is_read() {
    InspectorClient client = serve(new InspectorOptions());
    Events events = client.events("/api/framelog?id=1", CONTROL);
    Repeat.until("on", () -> connection.frameLog != null, () -> await(vertx.timer(10)));
    connection.frameLog.handle("> DATA <script>");
    JsonObject event = events.next().data();
    assertEquals("[\"> DATA <script>\"] 0", event.getJsonArray("lines").encode() + " " + event.getInteger("lost"));
    assertEquals(409, client.get("/api/framelog?id=1", CONTROL).status());
    events.close();
    Repeat.until("off", () -> connection.frameLog == null, () -> await(vertx.timer(10)));
    assertEquals(List.of("frame log on", "frame log off"), connection.done);
  }

  @Test
  void lines_that_nobody_reads_are_counted_only() {
    Events events = serve(new InspectorOptions()).events("/api/framelog?id=1", CONTROL);
    Repeat.until("on", () -> connection.frameLog != null, () -> await(vertx.timer(10)));
    for (int i = 0; i < 100_000; i++) {
      connection.frameLog.handle("line " + i);
    }
    long lines = 0;
    long all = 0;
    while (all < 100_000) {
      JsonObject event = events.next().data();
      lines += event.getJsonArray("lines").size();
      all += event.getJsonArray("lines").size() + event.getInteger("lost");
    }
    assertEquals(100_000, all);
    assertTrue(lines >= 1_000, () -> "the first thousand lines are kept");
  }

  @Test
  void what_was_kept_of_a_connection_is_shown_after_its_end() {
    InspectorClient client = serve(new InspectorOptions());
    LiveRecordings.of(vertx).keep(Planted.limit(3));
    JsonObject row = client.get("/api/kept", CONTROL).json().getJsonArray("rows").getJsonObject(0);
    assertEquals("3 more than maxPings = 50 PING frames in 10 s", row.getString("id") + " " + row.getString("end"));
    JsonArray findings = client.get("/api/report?id=3", CONTROL).json().getJsonArray("findings");
    assertEquals("LIMIT", findings.getJsonObject(0).getString("code"), findings::encode);
  }

  @Test
  void routes_are_listed_for_those_with_the_token() {
    InspectorClient client = serve(new InspectorOptions().setRoutesAddress("the.routes"));
    assertEquals(503, client.get("/api/routes", CONTROL).status());
    await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
      .put("controlAddress", "the.routes")
      .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)))
      .put("routes", new JsonArray().add(new JsonObject().put("path", "/a/:b").put("address", "a"))))));
    Reply routes = client.get("/api/routes", CONTROL);
    assertEquals("/a/:b", routes.json().getJsonArray("routes").getJsonObject(0).getString("path"), routes::body);
    assertEquals(401, client.get("/api/routes").status());
  }

  @Test
  void the_verticle_is_deployed_by_its_name_and_gives_its_port_back() {
    JsonObject config = new JsonObject().put("port", 0).put("token", TOKEN);
    String id = await(vertx.deployVerticle("nghttp2:inspector", new DeploymentOptions().setConfig(config)));
    await(vertx.undeploy(id));
    InspectorVerticle verticle = new InspectorVerticle();
    await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(config)));
    assertEquals(401, new InspectorClient(vertx, verticle.actualPort()).get("/api/info").status());
  }
}
