package io.github.vertxnghttp2.service.control;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.micrometer.RouteMeters;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.Routes;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.github.vertxnghttp2.testing.Repeat;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The counts of routes after known requests: by the control address, and as meters. */
class StatsIT extends ServerVerticleCase {
  private final Routes routes = Routes.of(vertx);
  private final List<Message<Object>> held = new CopyOnWriteArrayList<>();

  private void eventually(String what, BooleanSupplier condition) {
    Repeat.until(what, condition, () -> await(vertx.timer(5)));
  }

  private JsonObject stats(String id) {
    return await(routes.stats()).getJsonArray("routes").stream().map(JsonObject.class::cast)
      .filter(route -> route.getString("id").equals(id)).findFirst().orElseThrow();
  }

  private void awaitResponses(String id, String responses) {
    JsonObject expected = new JsonObject("{\"2xx\": 0, \"3xx\": 0, \"4xx\": 0, \"5xx\": 0, \"reset\": 0, \"cancelled\": 0}")
      .mergeIn(new JsonObject(responses.replace('\'', '"')));
    eventually(responses, () -> stats(id).getJsonObject("responses").equals(expected));
  }

  /** Replies with the status that is the last segment of the path. */
  private void serveStatuses() {
    handle("status", message -> message.reply(Buffer.buffer("x"), headers(":status", message.headers().get(
      ":param.code"))));
    handle("held", held::add);
    serve(route("/status/:code", "status").put("id", "s"),
      route("/held", "held").put("id", "h").put("concurrency", 1).put("queue", 1),
      route("/stream", "stream").put("id", "t").put("mode", "stream"));
  }

  @Test
  void each_status_class_is_counted() {
    serveStatuses();
    ClientSession session = connect();
    for (String code : "200 201 204 301 404 404 503".split(" ")) {
      assertEquals(code, Integer.toString(await(session.get("/status/" + code).send()).status()));
    }
    await(session.get("/status/%zz").send()); // 400 before a handler is asked
    awaitResponses("s", "{'2xx': 3, '3xx': 1, '4xx': 3, '5xx': 1}");
    JsonObject stats = stats("s");
    assertEquals("8 0 0 1", stats.getLong("requests") + " " + stats.getLong("inFlight") + " " + stats.getLong("queued")
      + " " + stats.getLong("errors"));
    JsonObject latency = stats.getJsonObject("latencyMicros");
    assertEquals(8, latency.getLong("responses"));
    assertTrue(0 < latency.getLong("p50") && latency.getLong("p50") <= latency.getLong("p90")
      && latency.getLong("p90") <= latency.getLong("p99") && latency.getLong("p99") <= latency.getLong("max"),
      latency::encode);
    assertEquals(0, stats("h").getLong("requests"));
  }

  @Test
  void requests_beyond_a_rate_limit_are_counted() {
    handle("a", message -> message.reply("a"));
    serve(route("/a", "a").put("rateLimit", new JsonObject().put("requests", 1).put("period", 86_400_000)));
    for (int status : new int[] {200, 429, 429}) {
      assertEquals(status, get("/a").status());
    }
    awaitResponses("/a", "{'2xx': 1, '4xx': 2}");
    assertEquals("2 0", stats("/a").getLong("limited") + " " + stats("/a").getLong("errors"));
  }

  @Test
  void requests_in_flight_and_in_the_queue_are_counted_until_they_end() {
    serveStatuses();
    ClientSession session = connect();
    Future<ClientResponse> first = session.get("/held").send();
    eventually("the first is in flight", () -> !held.isEmpty());
    ClientRequest second = session.get("/held");
    second.send();
    eventually("the second waits", () -> stats("h").getLong("queued") == 1);
    assertEquals(503, await(session.get("/held").send()).status());
    eventually("the third has ended", () -> stats("h").getLong("errors") == 1);
    assertEquals("3 1", stats("h").getLong("requests") + " " + stats("h").getLong("inFlight"));
    second.reset(ErrorCode.CANCEL);
    awaitResponses("h", "{'5xx': 1, 'cancelled': 1}");
    assertEquals("0 1", stats("h").getLong("queued") + " " + stats("h").getLong("inFlight"));
    Future<ClientResponse> fourth = session.get("/held").send();
    eventually("the fourth waits", () -> stats("h").getLong("queued") == 1);
    held.get(0).reply("x");
    await(first);
    eventually("the fourth is in flight", () -> held.size() == 2);
    assertEquals("0 1", stats("h").getLong("queued") + " " + stats("h").getLong("inFlight"));
    held.get(1).reply("x");
    await(fourth);
    awaitResponses("h", "{'2xx': 2, '5xx': 1, 'cancelled': 1}");
    assertEquals("0 0", stats("h").getLong("queued") + " " + stats("h").getLong("inFlight"));
  }

  @Test
  void a_stream_counts_as_reset_or_cancelled_by_who_ends_it() {
    serveStatuses();
    await(RequestConsumer.create(vertx, "stream", request -> {
      if (request.query() == null) {
        request.response().write(Buffer.buffer("begun"));
      } else {
        request.response().reset(ErrorCode.INTERNAL_ERROR.code());
      }
    }).listen());
    ClientSession session = connect();
    ClientRequest cancelled = session.get("/stream");
    await(cancelled.send());
    eventually("in flight", () -> stats("t").getLong("inFlight") == 1);
    cancelled.reset(ErrorCode.CANCEL);
    awaitResponses("t", "{'cancelled': 1}");
    assertThrows(RuntimeException.class, () -> await(session.get("/stream?reset").send()));
    awaitResponses("t", "{'cancelled': 1, 'reset': 1}");
    ClientSession lost = connect();
    await(lost.get("/stream").send());
    lost.terminate(ErrorCode.NO_ERROR);
    awaitResponses("t", "{'cancelled': 2, 'reset': 1}");
    assertEquals("1 0", stats("t").getLong("errors") + " " + stats("t").getJsonObject("latencyMicros").getLong(
      "responses"));
  }

  @Test
  void the_counts_of_a_route_end_with_it_and_stay_when_it_is_replaced() {
    serveStatuses();
    assertEquals(200, get("/status/200").status());
    awaitResponses("s", "{'2xx': 1}");
    await(routes.add(new RouteOptions().setId("s").setPath("/status/:code").setAddress("status").setTimeout(9)));
    assertEquals(200, get("/status/200").status());
    awaitResponses("s", "{'2xx': 2}");
    await(routes.remove("s"));
    assertEquals(2, await(routes.stats()).getJsonArray("routes").size());
    await(routes.add(new RouteOptions().setId("s").setPath("/status/:code").setAddress("status")));
    awaitResponses("s", "{}");
  }

  @Test
  void all_instances_are_counted_together() {
    handle("a", message -> message.reply("a"));
    deploy(2, config(route("/a", "a")));
    for (int i = 0; i < 10; i++) {
      assertResponse(200, "a", get("/a"));
    }
    awaitResponses("/a", "{'2xx': 10}");
    JsonObject stats = await(routes.stats());
    assertEquals("2 1", stats.getInteger("instances") + " " + stats.getJsonArray("routes").size());
  }

  @Test
  void one_route_can_be_asked_for_and_without_a_cluster_all_nodes_are_one() {
    serveStatuses();
    JsonObject one = ask(new JsonObject().put("route", "h"));
    assertEquals("1 h", one.getJsonArray("routes").size() + " " + one.getJsonArray("routes").getJsonObject(0).getString(
      "id"));
    assertEquals(0, ask(new JsonObject().put("route", "none")).getJsonArray("routes").size());
    JsonObject all = await(routes.statsOfAllNodes());
    assertEquals(List.of("nodes"), List.copyOf(all.fieldNames()));
    assertEquals(3, all.getJsonArray("nodes").getJsonObject(0).getJsonArray("routes").size());
    ReplyException failure = assertThrows(ReplyException.class, () -> ask(new JsonObject().put("allNodes", 1)));
    assertEquals("400 allNodes is 1; it must be true or false", failure.failureCode() + " " + failure.getMessage());
  }

  private JsonObject ask(JsonObject body) {
    return (JsonObject) await(vertx.eventBus().request("nghttp2.server.routes", body, headers("action", "stats")))
      .body();
  }

  @Test
  void the_meters_have_the_same_numbers_and_come_and_go_with_their_routes() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    RouteMeters meters = RouteMeters.of(vertx, Tag.of("app", "test"));
    meters.bindTo(registry);
    serveStatuses();
    ClientSession session = connect();
    for (String code : "200 200 404 500".split(" ")) {
      await(session.get("/status/" + code).send());
    }
    Future<ClientResponse> inFlight = session.get("/held").send();
    Future<ClientResponse> queued = session.get("/held").send();
    eventually("the second waits", () -> stats("h").getLong("queued") == 1);
    awaitResponses("s", "{'2xx': 2, '4xx': 1, '5xx': 1}");
    assertEquals("4 2 1 1 0", (long) count(registry, "requests", "s") + " " + (long) count(registry, "responses", "s",
      "class", "2xx") + " " + (long) count(registry, "responses", "s", "class", "4xx") + " "
      + (long) count(registry, "responses", "s", "class", "5xx") + " "
      + (long) count(registry, "responses", "s", "class", "reset"));
    assertEquals("1 1 0", (long) gauge(registry, "in.flight", "h") + " " + (long) gauge(registry, "queued", "h") + " "
      + (long) gauge(registry, "queued", "s"));
    FunctionTimer timer = registry.get("vertx.http2.server.route.latency").tags("route", "s", "node", "-", "app",
      "test").functionTimer();
    JsonObject latency = stats("s").getJsonObject("latencyMicros");
    assertEquals(4, timer.count());
    assertEquals(latency.getLong("p99"), micros(registry, "latency.percentile", "phi", "0.99"));
    assertEquals(latency.getLong("max"), micros(registry, "latency.max"));
    held.get(0).reply("x");
    await(inFlight);
    eventually("the second is in flight", () -> held.size() == 2);
    held.get(1).reply("x");
    await(queued);
    assertEquals(0, (long) count(registry, "limited", "s"));
    await(routes.remove("s"));
    assertEquals(0, registry.find("vertx.http2.server.route.requests").tag("route", "s").meters().size());
    assertEquals(1, registry.find("vertx.http2.server.route.requests").tag("route", "h").meters().size());
    meters.close();
    assertEquals(List.of(), registry.getMeters());
  }

  private static double count(SimpleMeterRegistry registry, String name, String route, String... tags) {
    return registry.get("vertx.http2.server.route." + name).tag("route", route).tags(tags).functionCounter().count();
  }

  private static double gauge(SimpleMeterRegistry registry, String name, String route) {
    return registry.get("vertx.http2.server.route." + name).tag("route", route).gauge().value();
  }

  private static long micros(SimpleMeterRegistry registry, String name, String... tags) {
    return Math.round(registry.get("vertx.http2.server.route." + name).tag("route", "s").tags(tags).timeGauge().value(
      TimeUnit.MICROSECONDS));
  }
}
