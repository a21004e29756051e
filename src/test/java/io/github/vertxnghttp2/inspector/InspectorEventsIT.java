package io.github.vertxnghttp2.inspector;

import io.github.vertxnghttp2.inspector.InspectorClient.Event;
import io.github.vertxnghttp2.inspector.InspectorClient.Events;
import io.github.vertxnghttp2.recording.ConnectionBuilder;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.stream.Stream;

import static io.github.vertxnghttp2.inspector.InspectorClient.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Updates of the table. */
@Timeout(120)
class InspectorEventsIT {
  private final Vertx vertx = Vertx.vertx();
  private Inspector inspector;
  private InspectorClient client;

  @BeforeEach
  void serve() {
    inspector = await(Inspector.create(vertx, new InspectorOptions().setPort(0).setInterval(100).setMaxViewers(2))
      .listen());
    client = new InspectorClient(vertx, inspector.actualPort());
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static List<String> ids(JsonObject event) {
    return texts(event.getJsonArray("order"));
  }

  private static List<String> changed(JsonObject event) {
    return event.getJsonArray("rows").stream().map(row -> ((JsonObject) row).getString("id")).toList();
  }

  private static List<String> texts(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }

  private FakeConnection quiet(long id, String remote) {
    return FakeConnection.open(vertx, Planted.quiet(id, remote));
  }

  @Test
  void the_first_event_has_all_and_later_ones_what_has_changed() {
    FakeConnection first = quiet(1, "10.0.0.1:1");
    quiet(2, "10.0.0.2:1");
    Events events = client.events("/api/events");
    JsonObject all = events.next().data();
    assertEquals(List.of("1", "2"), ids(all));
    assertEquals(List.of("1", "2"), changed(all));
    first.becomes(Planted.at(new ConnectionBuilder(), 1, "127.0.0.1:8443", "10.0.0.1:1", 5_000_000));
    JsonObject next = events.next().data();
    assertNull(next.getValue("order"));
    assertEquals(List.of("1"), changed(next));
    JsonObject row = next.getJsonArray("rows").getJsonObject(0);
    assertEquals(5_000_000, row.getLong("bytes_received"));
    assertTrue(row.getLong("receive_rate") > 0, row::encode);
  }

  @Test
  void a_connection_that_ends_leaves_the_order() {
    FakeConnection first = quiet(1, "10.0.0.1:1");
    quiet(2, "10.0.0.2:1");
    Events events = client.events("/api/events");
    events.next();
    first.end();
    JsonObject next = events.next().data();
    assertEquals(List.of("2"), ids(next));
    assertEquals(List.of(), changed(next));
    assertEquals(1, next.getInteger("matching"));
  }

  @Test
  void connections_are_sampled_only_while_somebody_looks() {
    FakeConnection connection = quiet(1, "10.0.0.1:1");
    assertEquals(0, connection.summaries.get());
    Events events = client.events("/api/events");
    events.next();
    Repeat.until("samples", () -> connection.summaries.get() > 2, () -> await(vertx.timer(20)));
    assertTrue(events.isEmpty(), "nothing has changed");
    events.close();
    Repeat.until("no samples", () -> {
      int before = connection.summaries.get();
      await(vertx.timer(300));
      return connection.summaries.get() == before;
    }, () -> { });
  }

  @Test
  void the_server_sorts_filters_and_pages() {
    for (int i = 1; i <= 300; i++) {
      quiet(i, "10.0." + i % 3 + ".9:" + i);
    }
    JsonObject page = client.events("/api/events?sort=BYTES&descending=true&filter=peer:10.0.1.&from=10&count=5").next()
      .data();
    assertEquals(List.of("268", "265", "262", "259", "256"), ids(page));
    assertEquals(100, page.getInteger("matching"));
    assertEquals(300, page.getJsonObject("totals").getInteger("connections"));
  }

  @Test
  void exchanges_are_searched_by_status_route_and_field() {
    Planted.open().forEach(each -> FakeConnection.open(vertx, each));
    quiet(9, "10.0.0.9:1");
    assertEquals(List.of("1"), found("route:files"));
    assertEquals(List.of("2"), found("header:x-request-id=request-42"));
    assertEquals(List.of("1", "5", "9"), found("status:2xx"));
    assertEquals(List.of("4"), found("trace:4bf92f3577b34da6a3ce929d0e0e4736"));
    assertEquals(List.of(), found("path:/orders+method:post"));
    JsonObject event = client.events("/api/events?filter=status:200").next().data();
    assertEquals("5 5", event.getInteger("searched") + " " + event.getInteger("out_of"));
  }

  private List<String> found(String filter) {
    Events events = client.events("/api/events?filter=" + filter);
    List<String> ids = ids(events.next().data()).stream().sorted().toList();
    events.close();
    return ids;
  }

  @Test
  void only_so_many_look_at_a_time_and_all_streams_end_with_the_inspector() {
    List<Events> looking = Stream.of(1, 2).map(i -> client.events("/api/events")).toList();
    looking.forEach(Events::next);
    assertEquals(503, client.get("/api/events").status());
    await(inspector.close());
    looking.forEach(events -> assertNull(last(events).name()));
  }

  private static Event last(Events events) {
    Event event = events.next();
    return event.name() == null ? event : last(events);
  }

  @Test
  void hostile_text_of_a_peer_is_escaped_on_its_way() {
    FakeConnection.open(vertx, Planted.pausedReader(2));
    String body = client.get("/api/report?id=2").body();
    assertTrue(body.contains("\\u003cscript>hacked=1"), body);
    assertTrue(!body.contains("<"), body);
    assertEquals("/upload?" + Planted.HOSTILE, new JsonObject(body).getJsonArray("exchanges").getJsonObject(0)
      .getString("target"));
  }

  @Test
  void connections_to_the_inspector_are_not_shown() {
    FakeConnection.open(vertx, Planted.at(new ConnectionBuilder(), 77, "127.0.0.1:" + inspector.actualPort(),
      "127.0.0.1:50000", 1));
    FakeConnection.open(vertx, Planted.at(new ConnectionBuilder(), 78, "127.0.0.2:" + inspector.actualPort(),
      "127.0.0.1:50000", 1));
    assertEquals(List.of("78"), ids(client.events("/api/events").next().data()));
    assertEquals(404, client.get("/api/report?id=77").status());
  }
}
