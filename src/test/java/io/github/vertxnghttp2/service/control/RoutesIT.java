package io.github.vertxnghttp2.service.control;

import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.Routes;
import io.github.vertxnghttp2.service.ServerVerticle;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.github.vertxnghttp2.service.ServerVerticleOptions;
import io.github.vertxnghttp2.service.routing.DynamicRoutes;
import io.github.vertxnghttp2.service.routing.LiveRouteTable;
import io.github.vertxnghttp2.service.routing.Route;
import io.github.vertxnghttp2.service.stats.NodeStats;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.AsyncMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Routes that are added and removed at run time. */
class RoutesIT extends ServerVerticleCase {
  private static final String CONTROL = ServerVerticleOptions.DEFAULT_CONTROL_ADDRESS;
  private static final String READ = "routes.read";

  private final Routes routes = Routes.of(vertx);

  private static RouteOptions options(String path, String address) {
    return new RouteOptions().setPath(path).setAddress(address);
  }

  private void echo(String address) {
    handle(address, message -> message.reply(address));
  }

  private String ids() {
    return String.join(" ", await(routes.list()).stream().map(RouteOptions::getId).toList());
  }

  private static ReplyException failure(Future<?> future) {
    return assertThrows(ReplyException.class, () -> await(future));
  }

  @Test
  void routes_are_added_replaced_and_removed_and_configured_ones_come_back() {
    echo("a");
    echo("b");
    serve(route("/a", "a"));
    ClientSession session = connect();
    assertEquals(404, await(session.get("/b").send()).status());
    assertEquals("/b", await(routes.add(options("/b", "b"))).getId());
    assertResponse(200, "b", await(session.get("/b").send()));
    await(routes.add(options("/a", "b")));
    assertResponse(200, "b", await(session.get("/a").send()));
    assertEquals("/a /b", ids());
    assertEquals("b", await(routes.remove("/a")).getAddress());
    assertEquals(404, await(session.get("/a").send()).status());
    await(routes.add(options("/a", "a")));
    assertResponse(200, "a", await(session.get("/a").send()));
    await(routes.remove("/b"));
    assertEquals("/a", ids());
  }

  @Test
  void a_route_goes_before_the_one_that_is_named() {
    echo("a");
    echo("b");
    serve(route("/*", "a"));
    assertResponse(200, "a", get("/x"));
    await(routes.add(options("/x", "b"), "/*"));
    assertResponse(200, "b", get("/x"));
    assertEquals("/x /*", ids());
    ReplyException unknown = failure(routes.add(options("/y", "b"), "/z"));
    assertEquals("404 before is \"/z\"; there is no route of that id", unknown.failureCode() + " "
      + unknown.getMessage());
  }

  @Test
  void an_id_that_there_is_not_is_404() {
    serve(route("/a", "a"));
    assertEquals("404 id is \"/b\"; there is no route of that id",
      failure(routes.remove("/b")).failureCode() + " " + failure(routes.remove("/b")).getMessage());
    await(routes.remove("/a"));
    assertEquals(404, failure(routes.remove("/a")).failureCode());
  }

  private void serveAllowing(JsonArray allow, JsonObject... configured) {
    deploy(1, config(configured).put("controlAllow", allow).put("controlReadAddress", READ));
  }

  private static String said(ReplyException failure) {
    return failure.failureCode() + " " + failure.getMessage();
  }

  @Test
  void a_route_to_an_address_that_is_not_allowed_is_403() {
    handle("db.admin", message -> message.reply("secret"));
    serveAllowing(new JsonArray().add("orders.*").add("hello"));
    assertEquals("403 route.address is \"db.admin\"; controlAllow of the server does not have it, but"
      + " [orders.*, hello]", said(failure(routes.add(options("/x", "db.admin")))));
    assertEquals(404, get("/x").status());
    await(routes.add(options("/x", "orders.new")));
    await(routes.add(options("/y", "hello")));
    assertEquals("/x /y", ids());
  }

  @Test
  void by_default_no_route_is_added_replaced_or_removed() {
    deploy(1, config(route("/a", "a")).put("controlAllow", new JsonArray()));
    assertEquals(403, failure(routes.add(options("/b", "a"))).failureCode());
    assertEquals(403, failure(routes.add(options("/a", "a").setTimeout(1))).failureCode());
    assertEquals("403 address of the route whose id is id = \"/a\" is \"a\"; controlAllow of the server does not have"
      + " it, but []", said(failure(routes.remove("/a"))));
    assertEquals("/a", ids());
    assertEquals(List.of(), new ServerVerticleOptions().getControlAllow());
  }

  @Test
  void a_route_whose_address_is_not_allowed_is_neither_replaced_nor_hidden_nor_removed() {
    echo("a");
    echo("mine.a");
    serveAllowing(new JsonArray().add("mine.*"), route("/*", "a").put("id", "all"));
    assertEquals(403, failure(routes.add(options("/*", "mine.a").setId("all"))).failureCode());
    assertEquals(403, failure(routes.add(options("/x", "mine.a"), "all")).failureCode());
    assertEquals(403, failure(routes.remove("all")).failureCode());
    assertResponse(200, "a", get("/x"));
    await(routes.add(options("/x", "mine.a")));
    assertResponse(200, "a", get("/x"));
    await(routes.remove("/x"));
  }

  @Test
  void an_asterisk_does_not_allow_addresses_of_this_library_and_of_vertx() {
    serveAllowing(new JsonArray().add("*").add("nghttp2.client"));
    assertEquals(403, failure(routes.add(options("/x", CONTROL))).failureCode());
    assertEquals(403, failure(routes.add(options("/x", "__vertx.reply.1"))).failureCode());
    await(routes.add(options("/x", "nghttp2.client")));
    await(routes.add(options("/y", "anything")));
  }

  @Test
  void at_the_read_address_nothing_changes() {
    serveAllowing(new JsonArray().add("*"), route("/a", "a"));
    Routes reading = Routes.of(vertx, READ);
    assertEquals("/a", await(reading.list()).get(0).getId());
    Message<JsonObject> stats = await(vertx.eventBus().request(READ, null, headers("action", "stats")));
    assertEquals(1, stats.body().getInteger("instances"));
    assertEquals("403 action is \"add\"; it must be list or stats, because this address is read-only",
      said(failure(reading.add(options("/b", "b")))));
    assertEquals(403, failure(reading.remove("/a")).failureCode());
    assertEquals("/a", ids());
    await(vertx.undeploy(deployment));
    assertEquals(ReplyFailure.NO_HANDLERS, failure(reading.list()).failureType());
  }

  /** Servers that share a control address should have the same list. The longer list does not apply to all. */
  @Test
  void each_server_ignores_changes_that_its_own_list_does_not_allow() {
    NodeStats stats = new NodeStats(System::nanoTime);
    LiveRouteTable strict = new LiveRouteTable(List.of(options("/c", "c"), options("/d", "mine.d")), List.of("mine.*"),
      stats);
    DynamicRoutes changes = DynamicRoutes.NONE.put(options("/a", "db.admin"), null, false)
      .put(options("/b", "mine.b"), null, false).put(options("/c", "mine.c"), null, true)
      .put(options("/e", "mine.e"), "/c", true).put(options("/f", "mine.f"), "/d", true);
    strict.update(changes.remove("/c", true), id -> changes.route(id) == null ? null : new Route(changes.route(id),
      null, stats.of(id)));
    List<String> addresses = strict.get().routes().stream().map(Route::address).toList();
    assertEquals(List.of("c", "mine.f", "mine.d", "mine.b"), addresses);
  }

  @Test
  void a_route_with_an_option_of_a_newer_version_is_left_out_and_does_not_block_others() {
    echo("a");
    echo("b");
    AsyncMap<String, String> shared = await(vertx.sharedData().getAsyncMap("io.github.vertxnghttp2.routes"));
    await(shared.put(CONTROL, "[{\"id\":\"/a\",\"route\":{\"path\":\"/a\",\"address\":\"b\",\"newOption\":7},"
      + "\"before\":null,\"node\":\"n1\"}]"));
    ListenerLog warnings = ListenerLog.open(ServerVerticle.class, Level.WARNING);
    serve(route("/a", "a"));
    String line = warnings.line("route /a, which node n1");
    warnings.close();
    assertTrue(line.contains("cannot read it: route: unknown key newOption; allowed are"), line);
    await(routes.add(options("/b", "b")));
    assertResponse(200, "a", get("/a"));
    assertResponse(200, "b", get("/b"));
    assertEquals("/a /b", ids());
    assertTrue(await(shared.get(CONTROL)).contains("\"newOption\":7"));
    for (Future<?> change : List.of(routes.remove("/a"), routes.add(options("/a", "a")), routes.add(options("/c", "a"),
      "/a"))) {
      ReplyException failure = failure(change);
      assertTrue(said(failure).matches("503 .* this server cannot read that route of node n1, .*newOption.*"),
        said(failure));
    }
  }

  /** A server of a newer version replies to {@link Routes} with options that this version does not know. */
  @Test
  void options_of_a_newer_server_are_left_out_of_its_replies() {
    JsonObject route = options("/a", "a").toJson().put("newOption", 7);
    handle(CONTROL, message -> message.reply(route.copy().put("routes", new JsonArray().add(route))));
    assertEquals("/a", await(routes.add(options("/a", "a"))).getId());
    assertEquals("/a", ids());
  }

  @Test
  void without_a_server_there_is_no_handler() {
    assertEquals(ReplyFailure.NO_HANDLERS, failure(routes.list()).failureType());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
    "put | {} | action is \"put\"; it must be add, remove, list or stats",
    "add | {} | route is missing; it must be an object",
    "add | {'route': 'x'} | route is \"x\"; it must be an object",
    "add | {'route': {'path': '/a'}} | route.address is missing",
    "add | {'route': {'path': '/a', 'address': 'a', 'timeout': 'x'}} | route.timeout is \"x\"; it must be a whole number",
    "add | {'route': {'path': '/a', 'address': 'a', 'timeout': -5}} | route.timeout is -5; it must be at least 1",
    "add | {'route': {'path': '/a', 'address': 'a', 'adress': 1}} | unknown key route.adress; allowed are address",
    "add | {'route': {'path': '/a', 'address': 'a'}, 'before': 1} | before is 1; it must be a string",
    "add | {'route': {'path': '/a', 'address': 'a'}, 'after': 'x'} | unknown key after; allowed are",
    "remove | {} | id is missing; it must be a string",
    "remove | {'id': []} | id is []; it must be a string",
    "list | {'id': 'x'} | unknown key id"})
  void a_message_that_is_malformed_is_400(String action, String body, String said) {
    serve(route("/a", "a"));
    ReplyException failure = failure(vertx.eventBus().request(CONTROL, new JsonObject(body.replace('\'', '"')),
      headers("action", action)));
    assertEquals(400, failure.failureCode());
    assertTrue(failure.getMessage().contains(said), failure.getMessage());
    assertEquals("/a", ids());
  }

  @Test
  void a_message_without_an_action_or_of_another_type_is_400() {
    serve(route("/a", "a"));
    assertEquals("action is missing; it must be add, remove, list or stats", failure(vertx.eventBus().request(CONTROL,
      new JsonObject()))
      .getMessage());
    ReplyException failure = failure(vertx.eventBus().request(CONTROL, "x", headers("action", "list")));
    assertEquals("400 the body is a String; it must be a JSON object", failure.failureCode() + " "
      + failure.getMessage());
  }

  @Test
  void list_needs_no_body_and_returns_whole_routes() {
    serve(route("/a", "a").put("timeout", 7));
    Message<JsonObject> reply = await(vertx.eventBus().request(CONTROL, null, headers("action", "list")));
    assertEquals(new RouteOptions(route("/a", "a").put("timeout", 7)).toJson(), reply.body().getJsonArray("routes")
      .getJsonObject(0));
  }

  @Test
  void later_servers_have_the_added_routes_and_the_last_server_removes_them() {
    echo("b");
    serve(route("/a", "a"));
    await(routes.add(options("/b", "b")));
    String first = deployment;
    serve(route("/c", "c"));
    assertResponse(200, "b", get("/b"));
    await(vertx.undeploy(first));
    assertResponse(200, "b", get("/b"));
    assertEquals("/c /b", ids());
    await(vertx.undeploy(deployment));
    serve(route("/a", "a"));
    assertEquals("/a", ids());
  }

  @Test
  void servers_of_another_control_address_have_routes_of_their_own() {
    serve(route("/a", "a"));
    deploy(1, config(route("/a", "a")).put("controlAddress", "other"));
    await(Routes.of(vertx, "other").add(options("/b", "b")));
    assertEquals("/a", ids());
    assertEquals(2, await(Routes.of(vertx, "other").list()).size());
  }

  @Test
  void many_change_routes_at_a_time_and_no_change_is_lost() {
    deploy(2, config());
    List<Future<?>> changes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      changes.add(routes.add(options("/" + i, "a")));
    }
    await(Future.all(changes));
    changes.clear();
    for (int i = 0; i < 100; i += 2) {
      changes.add(routes.remove("/" + i));
    }
    await(Future.all(changes));
    assertEquals(50, await(routes.list()).size());
  }

  @Test
  void a_verticle_brings_its_route_and_takes_it_along() {
    serve();
    String handler = await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        return vertx.eventBus().consumer("own", message -> message.reply("own")).completion()
          .compose(v -> Routes.of(vertx).add(options("/own", "own")));
      }

      @Override
      public Future<?> stop() {
        return Routes.of(vertx).remove("/own");
      }
    }));
    assertResponse(200, "own", get("/own"));
    await(vertx.undeploy(handler));
    assertEquals(404, get("/own").status());
  }

  @Test
  void routes_change_under_load_and_no_request_fails() {
    echo("a");
    echo("b");
    deploy(2, config(route("/x", "a").put("id", "x").put("concurrency", 50).put("queue", 1_000)));
    Map<String, Integer> responses = new TreeMap<>();
    AtomicBoolean done = new AtomicBoolean();
    Future<Void> changes = change(0, done);
    List<Future<?>> connections = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ClientSession session = connect();
      for (int j = 0; j < 25; j++) {
        connections.add(requests(session, 100, responses));
      }
    }
    await(Future.all(connections));
    done.set(true);
    await(changes);
    assertEquals(10_000, responses.values().stream().mapToInt(Integer::intValue).sum());
    assertTrue(responses.keySet().stream().allMatch(List.of("200 a", "200 b")::contains) && responses.size() == 2,
      responses::toString);
  }

  private Future<Void> requests(ClientSession session, int count, Map<String, Integer> responses) {
    return count == 0 ? Future.succeededFuture() : session.get("/x").send()
      .compose(response -> response.text().map(text -> response.status() + " " + text))
      .otherwise(Throwable::toString)
      .compose(response -> {
        synchronized (responses) {
          responses.merge(response, 1, Integer::sum);
        }
        return requests(session, count - 1, responses);
      });
  }

  /** Replaces the route, hides it behind another, takes that away again, and so on. */
  private Future<Void> change(int round, AtomicBoolean done) {
    if (done.get()) {
      return Future.succeededFuture();
    }
    RouteOptions x = options("/x", round % 2 == 0 ? "b" : "a").setId("x").setConcurrency(50 + round % 3).setQueue(
      1_000);
    return routes.add(x)
      .compose(v -> routes.add(options("/:any", "a").setId("y" + round), "x"))
      .compose(v -> routes.add(options("/unused/" + round, "a")))
      .compose(v -> routes.remove("/unused/" + round))
      .compose(v -> routes.remove("y" + round))
      .compose(v -> change(round + 1, done));
  }
}
