package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests to a node that the cluster manager of the server lists no more. Two nodes in this JVM. */
@Timeout(600)
class LostHandlerIT {
  private static final String GONE = "503 the handler of route ";
  private static ListedCluster cluster;
  private static Vertx vertx;
  private static Vertx other;
  private static ClientSession session;
  /** The addresses that requests were sent to. */
  private static final Set<String> ADDRESSES = ConcurrentHashMap.newKeySet();

  private final List<RequestConsumer> consumers = new ArrayList<>();
  /** Requests at the other node. */
  private final BlockingQueue<RoutedRequest> held = new LinkedBlockingQueue<>();

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
    await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
      .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)))
      .put("routes", new JsonArray()
        .add(route("/never/*", "never").put("resend", false))
        .add(route("/a/*", "a"))
        .add(route("/s/*", "s").put("mode", "stream"))
        .add(route("/one", "one").put("mode", "stream").put("concurrency", 1).put("timeout", 5_000))
        .add(route("/mixed", "mixed"))))));
    session = await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(log.port())));
    log.close();
  }

  /** A route whose requests go to both nodes. */
  private static JsonObject route(String path, String address) {
    return new JsonObject().put("path", path).put("address", address).put("choice", new JsonObject().put("localFirst",
      false));
  }

  @AfterAll
  static void leave() {
    await(session.close());
    await(Future.join(vertx.close(), other.close()));
  }

  @BeforeEach
  void forgetAddresses() {
    ADDRESSES.clear();
  }

  @AfterEach
  void close() {
    cluster.hidden.clear();
    held.forEach(request -> request.response().end("too late"));
    await(Future.join(consumers.stream().map(RequestConsumer::close).toList()));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(150, TimeUnit.SECONDS).join();
  }

  /** A consumer on the other node, which holds all requests except those with the query {@code now}. */
  private void consumeThere(String address) {
    consumers.add(await(RequestConsumer.create(other, address, request -> {
      if (request.uri().endsWith("?now")) {
        request.response().end("there");
      } else {
        held.add(request);
      }
    }).listen()));
  }

  private void consumeHere(String address) {
    consumers.add(await(RequestConsumer.create(vertx, address, request -> request.response().end("here")).listen()));
  }

  private static Future<String> send(HttpMethod method, String uri) {
    return send(method, uri, Buffer.buffer());
  }

  private static Future<String> send(HttpMethod method, String uri, Buffer body) {
    return session.request(method, uri).send(body)
      .compose(response -> response.text().map(text -> response.status() + " " + text.strip()));
  }

  /** Waits until the server chooses the other node. */
  private static void awaitChoice(String address, String uri) {
    String chosen = "nghttp2.handler." + ((VertxInternal) other).clusterManager().getNodeId() + "." + address;
    Repeat.until("the server chooses the node", () -> ADDRESSES.contains(chosen), () -> {
      await(send(HttpMethod.GET, uri + "?now"));
      await(vertx.timer(20));
    });
  }

  /** A request that the other node holds. */
  private Future<String> holdThere(HttpMethod method, String uri) {
    return holdThere(method, uri, Buffer.buffer());
  }

  private Future<String> holdThere(HttpMethod method, String uri, Buffer body) {
    List<Future<String>> last = new ArrayList<>();
    Repeat.until("the other node has the request", () -> !held.isEmpty(), () -> {
      last.add(send(method, uri, body));
      await(vertx.timer(20));
      Repeat.until("it is here or there", () -> !held.isEmpty() || last.get(last.size() - 1).isComplete(), () -> await(
        vertx.timer(5)));
    });
    return last.get(last.size() - 1);
  }

  private static void hideOther() {
    cluster.hidden.add(((VertxInternal) other).clusterManager().getNodeId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH"})
  void a_request_that_is_not_idempotent_gets_503(String method) {
    consumeThere("a");
    consumeHere("a");
    awaitChoice("a", "/a/1");
    Future<String> response = holdThere(HttpMethod.valueOf(method), "/a/1");
    hideOther();
    assertEquals(GONE + "/a/* is gone", await(response));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "OPTIONS", "PUT", "DELETE"})
  void an_idempotent_request_goes_to_another_node(String method) {
    consumeThere("a");
    consumeHere("a");
    awaitChoice("a", "/a/2");
    Future<String> response = holdThere(HttpMethod.valueOf(method), "/a/2");
    hideOther();
    assertEquals("200 here", await(response));
  }

  @Test
  void a_stream_without_a_body_goes_to_another_node() {
    consumeThere("s");
    consumeHere("s");
    awaitChoice("s", "/s/1");
    Future<String> response = holdThere(HttpMethod.DELETE, "/s/1");
    hideOther();
    assertEquals("200 here", await(response));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_stream_that_may_not_be_opened_again_gets_503(boolean withBody) {
    consumeThere("s");
    consumeHere("s");
    awaitChoice("s", "/s/2");
    Future<String> response = holdThere(withBody ? HttpMethod.PUT : HttpMethod.POST, "/s/2", Buffer.buffer(withBody
      ? "body" : ""));
    hideOther();
    assertEquals(GONE + "/s/* is gone", await(response));
  }

  /** OPEN is on its way when the node is lost. */
  @Test
  void a_stream_that_was_not_accepted_goes_to_another_node() {
    consumeHere("s");
    BlockingQueue<Boolean> opened = new LinkedBlockingQueue<>();
    String direct = "nghttp2.handler." + ((VertxInternal) other).clusterManager().getNodeId() + ".s";
    MessageConsumer<Object> first = other.eventBus().consumer(direct, message -> opened.add(true));
    await(first.completion());
    MessageConsumer<Object> second = other.eventBus().consumer("s", message -> message.fail(503, "not this one"));
    await(second.completion());
    Future<String> response = send(HttpMethod.GET, "/s/3");
    for (int i = 0; opened.isEmpty() && i < 1_000; i++) {
      await(vertx.timer(10));
      response = response.isComplete() ? send(HttpMethod.GET, "/s/3") : response;
    }
    assertEquals(1, opened.size());
    hideOther();
    assertEquals("200 here", await(response));
    await(Future.join(first.unregister(), second.unregister()));
  }

  @Test
  void a_stream_that_is_opened_again_counts_as_in_flight() {
    BlockingQueue<Boolean> refused = new LinkedBlockingQueue<>();
    BlockingQueue<Message<Object>> opened = new LinkedBlockingQueue<>();
    String direct = "nghttp2.handler." + ((VertxInternal) other).clusterManager().getNodeId() + ".one";
    MessageConsumer<Object> first = other.eventBus().consumer(direct, message -> {
      refused.add(true);
      message.reply(new ReplyException(ReplyFailure.NO_HANDLERS));
    });
    await(first.completion());
    MessageConsumer<Object> second = other.eventBus().consumer("one", message -> {
      if (refused.isEmpty()) {
        message.fail(503, "not now");
      } else {
        opened.add(message);
      }
    });
    await(second.completion());
    Future<String> response = send(HttpMethod.GET, "/one");
    for (int i = 0; opened.isEmpty() && i < 1_000; i++) {
      await(vertx.timer(10));
      response = response.isComplete() ? send(HttpMethod.GET, "/one") : response;
    }
    assertEquals("503 route /one is busy: 1 requests are in flight, 0 wait", await(send(HttpMethod.GET, "/one")));
    opened.remove().fail(503, "late");
    assertEquals("503 late", await(response));
    await(Future.join(first.unregister(), second.unregister()));
  }

  @Test
  void a_client_that_goes_cancels_its_request_at_the_node_that_has_it_only() throws Exception {
    consumeThere("a");
    awaitChoice("a", "/a/5");
    ClientRequest sent = session.get("/a/5");
    sent.send();
    RoutedRequest request = held.poll(150, TimeUnit.SECONDS);
    Promise<Void> closed = Promise.promise();
    request.response().closeHandler(closed::tryComplete);
    sent.reset(ErrorCode.CANCEL);
    await(closed.future());
    List<String> cancelled = ADDRESSES.stream().filter(each -> each.startsWith("nghttp2.cancelled.")).toList();
    assertEquals(List.of("nghttp2.cancelled.nghttp2.handler." + ((VertxInternal) other).clusterManager().getNodeId()
      + ".a"), cancelled);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "s"})
  void a_request_that_is_sent_again_carries_what_is_left(String address) throws Exception {
    consumeThere(address);
    BlockingQueue<Long> left = new LinkedBlockingQueue<>();
    consumers.add(await(RequestConsumer.create(vertx, address, request -> {
      if (request.uri().endsWith("again")) {
        left.add(request.timeLeft());
      }
      request.response().end("here");
    }).listen()));
    awaitChoice(address, "/" + address + "/6");
    Future<String> response = holdThere(HttpMethod.GET, "/" + address + "/again");
    left.clear();
    await(vertx.timer(20));
    hideOther();
    assertEquals("200 here", await(response));
    long rest = left.take();
    assertTrue(rest <= 30_000 - 20 && rest >= 0, () -> rest + " ms");
  }

  @Test
  void without_another_node_an_idempotent_request_gets_503() {
    consumeThere("a");
    awaitChoice("a", "/a/3");
    Future<String> response = holdThere(HttpMethod.GET, "/a/3");
    hideOther();
    assertEquals(GONE + "/a/* is gone", await(response));
  }

  @Test
  void a_route_without_resend_sends_no_request_again() {
    consumeThere("never");
    consumeHere("never");
    awaitChoice("never", "/never/4");
    Future<String> response = holdThere(HttpMethod.GET, "/never/4");
    hideOther();
    assertEquals(GONE + "/never/* is gone", await(response));
  }

  @Test
  void other_consumers_of_the_address_get_requests_too() {
    consumeHere("mixed");
    MessageConsumer<Object> plain = other.eventBus().consumer("mixed", message -> message.reply("plain"));
    await(plain.completion());
    Set<String> responses = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 200; i++) { // beyond the time in which the consumers are looked up
      responses.add(await(send(HttpMethod.GET, "/mixed")));
      await(vertx.timer(10));
    }
    responses.clear();
    Repeat.until("both respond", () -> responses.equals(Set.of("200 here", "200 plain")), () -> responses.add(await(
      send(HttpMethod.GET, "/mixed"))));
    await(plain.unregister());
  }

  @Test
  void a_consumer_that_closes_loses_no_request() {
    consumeThere("a");
    consumeHere("a");
    awaitChoice("a", "/a/5");
    Future<Void> closed = consumers.get(0).close();
    while (!closed.isComplete()) {
      String response = await(send(HttpMethod.POST, "/a/5?now"));
      assertEquals("200", response.substring(0, 3), response);
    }
    assertEquals("200 here", await(send(HttpMethod.POST, "/a/5?now")));
  }
}
