package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.recording.HandledRequest;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RequestId;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.nodes.HandlerNodes;
import io.github.vertxnghttp2.service.nodes.NodeState;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which node a server chooses, and what it sends again. The server is on the first of two nodes in this JVM. */
@Timeout(600)
class ChosenNodeIT {
  private static ListedCluster cluster;
  private static Vertx vertx;
  private static Vertx other;
  private static ClientSession session;
  /** The addresses that messages were sent to. */
  private static final Set<String> ADDRESSES = ConcurrentHashMap.newKeySet();

  private final List<RequestConsumer> consumers = new ArrayList<>();
  /** Requests at the other node. */
  private final BlockingQueue<RoutedRequest> held = new LinkedBlockingQueue<>();
  private final Queue<RoutedRequest> allHeld = new ConcurrentLinkedQueue<>();
  private final AtomicInteger here = new AtomicInteger();

  @BeforeAll
  static void join() {
    cluster = new ListedCluster();
    ClusteredVertx first = await(ClusteredVertx.start(cluster));
    vertx = first.vertx();
    other = await(ClusteredVertx.start(first.address())).vertx();
    vertx.eventBus().addOutboundInterceptor(delivery -> {
      ADDRESSES.add(delivery.message().address());
      delivery.next();
    });
    ListenerLog log = ListenerLog.open();
    JsonArray routes = new JsonArray();
    for (String mode : List.of("unary", "stream")) {
      routes.add(route(mode, "first", new JsonObject()))
        .add(route(mode, "followed", new JsonObject()))
        .add(route(mode, "local", new JsonObject()))
        .add(route(mode, "any", new JsonObject().put("localFirst", false)))
        .add(route(mode, "header", new JsonObject().put("stickyHeader", "X-User")))
        .add(route(mode, "param", new JsonObject().put("stickyParam", "id")))
        .add(route(mode, "failing", new JsonObject().put("localFirst", false).put("ejectAfter", 2).put("ejectFor",
          600_000)))
        .add(route(mode, "closing", new JsonObject().put("localFirst", false)))
        .add(route(mode, "closed", new JsonObject().put("localFirst", false)))
        .add(route(mode, "closing-never", new JsonObject().put("localFirst", false)).put("resend", false))
        .add(route(mode, "spent", new JsonObject().put("localFirst", false).put("resendPercent", 0)))
        .add(route(mode, "gone", new JsonObject().put("localFirst", false)));
    }
    await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
      .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)))
      .put("routes", routes))));
    session = await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(log.port())));
    log.close();
  }

  private static JsonObject route(String mode, String name, JsonObject choice) {
    return new JsonObject().put("path", "/" + mode + "/" + name + "/:id").put("address", mode + "." + name)
      .put("mode", mode).put("choice", choice);
  }

  @AfterAll
  static void leave() {
    await(session.close());
    await(Future.join(vertx.close(), other.close())); // closes the consumers of all tests at the same time
  }

  @AfterEach
  void close() {
    cluster.hidden.clear();
    // otherwise their consumer waits for them
    allHeld.stream().filter(request -> !request.response().isEnded())
      .forEach(request -> request.response().end("late"));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(150, TimeUnit.SECONDS).join();
  }

  private static String id(Vertx node) {
    return ((VertxInternal) node).clusterManager().getNodeId();
  }

  /** A consumer on the other node, which holds the requests for {@code hold}, and fails those for {@code fail}. */
  private void consumeThere(String address) {
    consumers.add(await(RequestConsumer.create(other, address, request -> {
      switch (request.params().get("id")) {
        case "hold" -> {
          allHeld.add(request);
          held.add(request);
        }
        case "fail" -> request.response().setStatus(500).end("failed");
        default -> request.response().end("there");
      }
    }).listen()));
  }

  private void consumeHere(String address) {
    consumers.add(await(RequestConsumer.create(vertx, address, request -> {
      here.incrementAndGet();
      request.response().end("here");
    }).listen()));
  }

  /** Both nodes have consumers, and the server knows. */
  private void consumeOnBoth(String address) {
    consumeThere(address);
    consumeHere(address);
    Repeat.until("the server knows both nodes", () -> states(address).size() == 2, () -> {
      await(get("/" + address.replace('.', '/') + "/0"));
      await(vertx.timer(20));
    });
    here.set(0);
  }

  private static List<NodeState> states(String address) {
    return HandlerNodes.states(vertx).stream().filter(state -> state.address().equals(address)).toList();
  }

  private static NodeState stateThere(String address) {
    return states(address).stream().filter(state -> state.node().equals(id(other))).findFirst().orElseThrow();
  }

  private static Future<String> get(String uri) {
    return text(session.request(HttpMethod.GET, uri));
  }

  private static Future<String> text(ClientRequest request) {
    return request.send().compose(response -> response.text().map(text -> response.status() + " " + text.strip()));
  }

  /** Sends a request that the other node holds. While it does, others are nearer. */
  private Future<String> holdThere(HttpMethod method, String address) throws InterruptedException {
    Future<String> response = null;
    while (held.isEmpty()) {
      response = text(session.request(method, "/" + address.replace('.', '/') + "/hold"));
      Future<String> sent = response;
      Repeat.until("it is here or there", () -> !held.isEmpty() || sent.isComplete(), () -> await(vertx.timer(5)));
    }
    return response;
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void the_first_request_goes_to_a_chosen_node(String mode) {
    String address = mode + ".first";
    consumeThere(address);
    assertEquals("200 there", await(get("/" + mode + "/first/1")));
    assertTrue(ADDRESSES.contains("nghttp2.handler." + id(other) + "." + address), ADDRESSES::toString);
    assertFalse(ADDRESSES.contains(address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void a_request_is_followed_to_the_node_that_handles_it(String mode) {
    String address = mode + ".followed";
    consumers.add(await(RequestConsumer.create(other, address, request -> request.response().end(request.requestId()))
      .listen()));
    RequestId id = RequestId.parse(await(session.get("/" + mode + "/followed/1").send()
      .compose(ClientResponse::text)));
    assertEquals(id(vertx), id.node());
    HandledRequest handled = LiveRecordings.of(other).handled().all().stream().filter(each -> each.id().equals(id
      .toString())).findFirst().orElseThrow();
    assertEquals(address + " 200", handled.address() + " " + handled.status());
    assertTrue(LiveRecordings.of(vertx).handled().all().stream().noneMatch(each -> each.id().equals(id.toString())));
    RecordedExchange exchange = await(LiveRecordings.of(vertx).open(id.connection()).record()).exchanges().stream()
      .filter(each -> each.streamId() == id.streamId()).findFirst().orElseThrow();
    assertEquals(Map.of("route", "/" + mode + "/followed/:id", "handler", address, "kind", mode, "node", id(other)),
      exchange.labels());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void the_own_node_is_first(String mode) {
    consumeOnBoth(mode + ".local");
    for (int i = 0; i < 10; i++) {
      assertEquals("200 here", await(get("/" + mode + "/local/1")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void the_node_with_fewer_requests_in_flight_is_chosen(String mode) throws Exception {
    String address = mode + ".any";
    consumeOnBoth(address);
    Future<String> response = holdThere(HttpMethod.GET, address);
    assertEquals(1, stateThere(address).inFlight());
    for (int i = 0; i < 10; i++) {
      assertEquals("200 here", await(get("/" + mode + "/any/1")));
    }
    held.remove().response().end("done");
    assertEquals("200 done", await(response));
    Set<String> responses = ConcurrentHashMap.newKeySet();
    Repeat.until("both respond", () -> responses.size() == 2, () -> responses.add(await(get("/" + mode + "/any/1"))));
    Repeat.until("nothing is in flight", () -> stateThere(address).inFlight() == 0, () -> await(vertx.timer(5)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void requests_with_the_same_value_go_to_the_same_node(String mode) {
    consumeOnBoth(mode + ".header");
    consumeOnBoth(mode + ".param");
    Map<String, String> byUser = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      String user = "user" + i % 20;
      String byHeader = await(text(session.request(HttpMethod.GET, "/" + mode + "/header/" + i).putHeader("x-user",
        user)));
      String byParam = await(get("/" + mode + "/param/" + user));
      assertEquals(byHeader, byParam, user);
      assertEquals(byHeader, byUser.getOrDefault(user, byHeader), user);
      byUser.put(user, byHeader);
    }
    assertEquals(Set.of("200 here", "200 there"), Set.copyOf(byUser.values()));
    for (int i = 0; i < 10; i++) {
      assertEquals("200 here", await(get("/" + mode + "/header/1")), "without the field");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void a_node_that_fails_is_left_out(String mode) {
    String address = mode + ".failing";
    consumeOnBoth(address);
    int failures = 0;
    for (int i = 0; i < 40; i++) {
      if (await(get("/" + mode + "/failing/fail")).equals("500 failed")) {
        failures++;
      }
    }
    assertEquals(2, failures);
    assertTrue(stateThere(address).ejected());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void what_a_closed_consumer_did_not_finish_goes_to_another_node(String mode) throws Exception {
    consumeOnBoth(mode + ".closing");
    Future<String> response = holdThere(HttpMethod.GET, mode + ".closing");
    await(consumers.get(0).close(0));
    assertEquals("200 here", await(response));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary POST closed", "stream POST closed", "unary GET closing-never",
    "stream GET closing-never"})
  void what_may_not_be_handled_twice_is_503_if_the_consumer_is_closed(String text) throws Exception {
    String[] words = text.split(" ");
    consumeOnBoth(words[0] + "." + words[2]);
    Future<String> response = holdThere(HttpMethod.valueOf(words[1]), words[0] + "." + words[2]);
    await(consumers.get(0).close(0));
    assertEquals("503 the handler of route /" + words[0] + "/" + words[2] + "/:id was closed before it had responded",
      await(response));
  }

  private static void hideOther() {
    cluster.hidden.add(id(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void when_the_budget_is_spent_a_request_of_a_lost_node_is_503(String mode) throws Exception {
    String address = mode + ".spent";
    consumeThere(address);
    List<Future<String>> responses = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      responses.add(get("/" + mode + "/spent/hold"));
    }
    for (int i = 0; i < 20; i++) {
      held.take();
    }
    consumeHere(address);
    Repeat.until("the server knows both nodes", () -> states(address).size() == 2, () -> await(vertx.timer(20)));
    hideOther();
    long again = responses.stream().filter(response -> await(response).equals("200 here")).count();
    assertTrue(again == 10 || again == 11, again + " were sent again"); // one more if a second ends meanwhile
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void a_request_whose_client_has_gone_is_not_sent_again(String mode) throws Exception {
    String address = mode + ".gone";
    consumeThere(address);
    ClientRequest gone = session.request(HttpMethod.GET, "/" + mode + "/gone/hold");
    gone.end();
    held.take();
    Future<String> post = text(session.request(HttpMethod.POST, "/" + mode + "/gone/hold"));
    held.take();
    consumeHere(address);
    Repeat.until("the server knows both nodes", () -> states(address).size() == 2, () -> await(vertx.timer(20)));
    gone.reset(ErrorCode.CANCEL);
    await(session.ping()); // the server has seen the reset
    hideOther();
    assertEquals("503 the handler of route /" + mode + "/gone/:id is gone", await(post));
    // streams have a list of nodes of their own, which may be earlier
    Repeat.until("the server chooses the node no more", () -> states(address).size() == 1, () -> await(vertx.timer(5)));
    assertEquals("200 here", await(get("/" + mode + "/gone/1")));
    assertEquals(1, here.get());
    assertNull(held.poll());
  }
}
