package io.github.vertxnghttp2.service.health;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.service.HealthOptions;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.Routes;
import io.github.vertxnghttp2.service.ServerHealth;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Probes of a server: whether it lives, and whether it is ready. */
class HealthIT extends ServerVerticleCase {
  private static final String LISTENS = "{'id':'listeners','status':'UP'}";

  private void serveWith(JsonObject health, JsonObject... routes) {
    deploy(1, config(routes).put("health", health));
  }

  private static JsonObject json(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }

  /** The status of a response, and its report with single quotes. */
  private static String report(ClientResponse response) {
    return response.status() + " " + text(response).replace('"', '\'');
  }

  private void eventually(String what, BooleanSupplier condition) {
    Repeat.until(what, condition, () -> await(vertx.timer(10)));
  }

  @Test
  void a_server_lives_and_is_ready_as_soon_as_it_is_deployed() {
    serveWith(new JsonObject());
    ClientResponse response = get("/health?now");
    assertEquals("application/json", response.header("content-type"));
    assertEquals("200 {'status':'UP','outcome':'UP','checks':[{'id':'server','status':'UP'}]}", report(response));
    assertEquals("200 {'status':'UP','outcome':'UP','checks':[" + LISTENS + "]}", report(get("/ready")));
  }

  @Test
  void without_config_the_paths_belong_to_the_routes() {
    handle("a", message -> message.reply("route"));
    serve(route("/*", "a"));
    assertResponse(200, "route", get("/health"));
    assertResponse(200, "route", get("/ready"));
  }

  @Test
  void probes_come_before_routes_and_do_not_wait_at_their_limits() {
    Promise<Message<Object>> held = Promise.promise();
    handle("a", held::complete);
    serveWith(json("{'path': '/alive', 'readyPath': '/now', 'host': 'probe.local'}"), route("/*", "a").put("concurrency",
      1));
    ClientSession session = connect();
    Future<ClientResponse> first = session.get("/alive").send();
    Message<Object> message = await(held.future());
    assertEquals(503, await(session.get("/other").send()).status());
    for (String path : List.of("/alive", "/now")) {
      assertEquals(200, await(session.request(HeaderList.of(":method", "GET", ":scheme", "http", ":authority",
        "probe.local:80", ":path", path)).send()).status());
    }
    message.reply("route");
    assertResponse(200, "route", await(first));
  }

  @Test
  void other_methods_than_get_and_head_are_405() {
    serveWith(new JsonObject());
    for (String path : List.of("/health", "/ready")) {
      ClientResponse head = await(connect().request(HttpMethod.HEAD, path).send());
      assertEquals("200 true", head.status() + " " + (Integer.parseInt(head.header("content-length")) > 20));
      ClientResponse post = await(connect().request(HttpMethod.POST, path).send());
      assertEquals("405 GET, HEAD", post.status() + " " + post.header("allow"));
    }
  }

  @Test
  void a_server_that_closes_is_not_ready_but_handles_requests_until_it_stops_listening() {
    List<Message<Object>> held = new CopyOnWriteArrayList<>();
    handle("held", held::add);
    handle("a", message -> message.reply("a"));
    serveWith(json("{'drainDelay': 3000}"), route("/a", "a"), route("/held", "held"));
    ClientSession session = connect();
    Future<ClientResponse> inFlight = session.get("/held").send();
    eventually("the request is in flight", () -> !held.isEmpty());
    assertEquals(200, await(session.get("/ready").send()).status());
    Future<Void> undeployed = vertx.undeploy(deployment);
    eventually("not ready", () -> await(session.get("/ready").send()).status() == 503);
    assertFalse(undeployed.isComplete());
    assertEquals("503 {'status':'DOWN','outcome':'DOWN','checks':[{'id':'listeners','status':'DOWN',"
      + "'data':{'cause':'the server is closing'}}]}", report(get("/ready")));
    assertEquals(200, get("/health").status());
    assertResponse(200, "a", get("/a"));
    eventually("the connection closes", () -> !session.requestAllowed());
    assertFalse(undeployed.isComplete());
    held.get(0).reply("late");
    assertResponse(200, "late", await(inFlight));
    await(undeployed);
  }

  @Test
  void a_vertx_that_closes_is_not_ready_until_its_servers_stop_listening() {
    serveWith(json("{'drainDelay': 3000}"));
    Vertx client = Vertx.vertx();
    ClientSession session = await(ClientSession.connect(client, new ClientOptions().setHost("127.0.0.1").setPort(
      port)));
    Future<Void> closed = vertx.close();
    Repeat.until("not ready", () -> await(session.get("/ready").send()).status() == 503, () -> await(client.timer(10)));
    assertFalse(closed.isComplete());
    assertEquals(200, await(session.get("/health").send()).status());
    await(closed);
    await(client.close());
  }

  @Test
  void a_node_is_ready_only_if_all_its_servers_are() {
    serveWith(new JsonObject());
    NodeListeners listeners = NodeListeners.at(vertx, "nghttp2.server.routes");
    Object other = new Object();
    listeners.starting(other);
    assertTrue(report(get("/ready")).startsWith("503 "));
    listeners.listening(other);
    assertEquals(200, get("/ready").status());
    assertTrue(listeners.closing(other));
    listeners.listening(other);
    assertTrue(report(get("/ready")).contains("the server is closing"));
    listeners.closed(other);
    assertEquals(200, get("/ready").status());
  }

  private void awaitReady(boolean ready, String contained) {
    ClientSession session = connect();
    String[] last = new String[1];
    eventually(contained, () -> {
      last[0] = report(await(session.get("/ready").send()));
      return last[0].startsWith(ready ? "200" : "503") && last[0].contains(contained);
    });
  }

  @Test
  void without_consumers_at_the_required_addresses_a_server_is_not_ready_and_no_consumer_gets_a_message() {
    List<Object> messages = new CopyOnWriteArrayList<>();
    handle("a", messages::add);
    serveWith(json("{'requireHandlers': true, 'handlers': ['b', 'a']}"), route("/a", "a"), route("/c", "c"));
    awaitReady(false, "{'id':'handlers','status':'DOWN','checks':[{'id':'b','status':'DOWN','data':"
      + "{'cause':'there is no consumer'}},{'id':'a','status':'UP'},{'id':'c','status':'DOWN',");
    handle("b", messages::add);
    MessageConsumer<Object> consumer = vertx.eventBus().consumer("c", messages::add);
    awaitReady(true, LISTENS + ",{'id':'handlers','status':'UP'");
    await(consumer.unregister());
    awaitReady(false, "'c','status':'DOWN'");
    assertEquals(List.of(), messages);
  }

  @Test
  void routes_that_were_added_need_no_handler() {
    serveWith(json("{'requireHandlers': true}"));
    await(Routes.of(vertx).add(new RouteOptions().setPath("/x").setAddress("x")));
    assertEquals(200, get("/ready").status());
  }

  @Test
  void a_service_in_any_language_takes_part_by_its_replies() {
    JsonObject[] reply = {json("{'status': 'UP'}")};
    handle("db", message -> message.reply(reply[0]));
    handle("silent", message -> {
    });
    serveWith(json("{'checks': ['db']}"));
    awaitReady(true, "{'id':'checks','status':'UP','checks':[{'id':'db','status':'UP'}]}");
    reply[0] = json("{'status': 'DOWN'}");
    awaitReady(false, "{'id':'db','status':'DOWN','data':{'cause':'the reply is DOWN'}}");
    reply[0] = json("{'status': 'up'}");
    awaitReady(false, "the reply has no status UP or DOWN");
    await(vertx.undeploy(deployment));
    serveWith(json("{'checks': ['nobody', 'silent'], 'checkTimeout': 50}"));
    awaitReady(false, "'checks':[{'id':'nobody','status':'DOWN','data':{'cause':'there is no consumer'}},"
      + "{'id':'silent','status':'DOWN','data':{'cause':'no result within checkTimeout = 50 ms'}}]");
  }

  @Test
  void checks_of_the_application_are_those_of_vertx_health_check() {
    boolean[] fine = new boolean[1];
    ServerHealth.checks(vertx).register("db", promise -> promise.complete(fine[0] ? Status.OK()
      : Status.KO(new JsonObject().put("connections", 0))));
    assertSame(ServerHealth.checks(vertx), ServerHealth.checks(vertx));
    serveWith(new JsonObject());
    awaitReady(false, "{'id':'application','status':'DOWN','checks':[{'id':'db','status':'DOWN','data':"
      + "{'connections':0}}]}");
    fine[0] = true;
    awaitReady(true, "{'id':'application','status':'UP','checks':[{'id':'db','status':'UP'}]}");
    ServerHealth.checks(vertx).unregister("db");
    awaitReady(true, "{'id':'application','status':'UP','checks':[]}");
    assertEquals(200, get("/health").status());
  }

  @Test
  void checks_are_done_once_in_a_second_at_most() {
    long[] now = new long[1];
    int[] checks = new int[1];
    handle("db", message -> {
      checks[0]++;
      message.reply(json("{'status': 'UP'}"));
    });
    Readiness readiness = new Readiness(vertx, new HealthOptions().setChecks(List.of(
      "db")), new NodeListeners(), List.of(), () -> now[0]);
    for (int i = 0; i < 3; i++) {
      assertTrue(HealthCheck.isUp(await(readiness.check())));
    }
    assertEquals(1, checks[0]);
    now[0] = 1_000_000_000;
    await(readiness.check());
    assertEquals(2, checks[0]);
  }

  @Test
  void a_look_up_finds_consumers_without_a_cluster() {
    Vertx other = Vertx.vertx();
    BusConsumers consumers = new BusConsumers(other);
    assertFalse(await(consumers.isConsumed("x")));
    MessageConsumer<Object> consumer = other.eventBus().localConsumer("x", message -> {
    });
    await(consumer.completion());
    assertTrue(await(consumers.isConsumed("x")));
    await(consumer.unregister());
    assertFalse(await(consumers.isConsumed("x")));
    await(other.close());
  }
}
