package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.it.ExampleServer;
import io.github.vertxnghttp2.it.Peer;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The server here, its handlers in other JVMs of a cluster. Each test has a cluster of its own: what was killed leaves
 * traces.
 */
@Timeout(600)
class ClusterIT {
  /** Nodes are slow to start and to be missed beside other work. */
  private static final Duration PATIENCE = Duration.ofSeconds(150);
  /** Beyond what a test waits for: a stream that ends does so for another reason. */
  private static final int PING_TIMEOUT = 600_000;
  private static final int ROUTE_TIMEOUT = 20_000;
  private static final int STREAMS = 100;
  /** Of the first stream of a connection. */
  private static final Pattern DATA_SENT = Pattern.compile("send +1 DATA +(\\d+)");

  private final List<Peer> nodes = new ArrayList<>();
  private final List<ClientSession> sessions = new ArrayList<>();
  private ClusteredVertx cluster;
  private Vertx vertx;
  private int port;

  @BeforeEach
  void serve() {
    cluster = await(ClusteredVertx.start("-"));
    vertx = cluster.vertx();
    ListenerLog log = ListenerLog.open();
    try {
      await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
        .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)))
        .put("controlAllow", new JsonArray().add("brought.*"))
        .put("streams", new JsonObject().put("pingTimeout", PING_TIMEOUT))
        .put("routes", new JsonArray()
          .add(new JsonObject().put("path", "/who").put("address", "who").put("timeout", ROUTE_TIMEOUT))
          .add(streamed("echo")).add(streamed("hang")).add(streamed("paused"))))));
      port = log.port();
    } finally {
      log.close();
    }
  }

  private static JsonObject streamed(String name) {
    return new JsonObject().put("path", "/" + name).put("address", name).put("mode", "stream").put("timeout",
      ROUTE_TIMEOUT);
  }

  @AfterEach
  void end() {
    try {
      sessions.forEach(session -> await(session.close()));
    } finally {
      nodes.forEach(Peer::kill);
      if (vertx != null) {
        await(vertx.close());
      }
    }
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private void eventually(String what, BooleanSupplier condition) {
    Repeat.until(what, PATIENCE, condition, () -> await(vertx.timer(10)));
  }

  private Peer node(String name) {
    Peer node = Peer.start(ExampleServer.java(List.of(), HandlerNode.class.getName(), cluster.address(), name));
    nodes.add(node);
    node.awaitLine("ready " + name, PATIENCE);
    return node;
  }

  private ClientSession connect() {
    ClientSession session = await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(port)));
    sessions.add(session);
    return session;
  }

  private String get(ClientSession session, String path) {
    ClientResponse response = await(session.get(path).send());
    return response.status() + " " + await(response.text());
  }

  private JsonObject stats() {
    return (JsonObject) await(vertx.eventBus().request("nghttp2.server.routes", new JsonObject(),
      new DeliveryOptions().addHeader("action", "stats"))).body();
  }

  @Test
  void handlers_on_two_other_nodes_share_the_requests_and_bring_their_own_routes() {
    node("a");
    node("b");
    ClientSession session = connect();
    Set<String> responses = new TreeSet<>();
    eventually("two respond", () -> responses.add(get(session, "/who")) && responses.size() == 2);
    assertEquals(Set.of("200 a", "200 b"), responses);
    assertEquals("200 brought by a", get(session, "/brought/a"));
    assertEquals("200 brought by b", get(session, "/brought/b"));
  }

  @Test
  void a_streamed_body_goes_to_another_node_and_back() {
    node("a");
    byte[] bytes = new byte[5 << 20];
    new Random(1).nextBytes(bytes);
    Buffer body = Buffer.buffer(bytes);
    assertEquals(body, await(await(connect().post("/echo").send(body)).body()));
    eventually("nothing is left", () -> stats().getInteger("busStreams") == 0);
  }

  @Test
  void a_handler_that_is_paused_on_another_node_stops_the_peers_window_and_loses_nothing() {
    node("a");
    int length = 4 << 20;
    ClientSession session = connect();
    LongAdder sent = new LongAdder();
    session.frameLog(line -> sent.add(dataSent(line)));
    Buffer body = Buffer.buffer(new byte[length]);
    ClientRequest request = session.post("/paused");
    request.end(body);
    await(vertx.eventBus().request("pause", null));
    // One as long, which is read, goes there and back in the meantime.
    assertEquals(body, await(session.post("/echo").send(body).compose(ClientResponse::body)));
    // What waits: a window of the stream at the server, the credit at the handler, and what is on its way.
    assertTrue(sent.sum() > 0 && sent.sum() < 1 << 20, () -> sent.sum() + " bytes could be sent");
    await(vertx.eventBus().request("resume", null));
    assertEquals(Integer.toString(length), await(request.response().compose(ClientResponse::text)));
    assertEquals(length, sent.sum());
  }

  /** The length of DATA in a line of the frame log. */
  private static long dataSent(String line) {
    Matcher data = DATA_SENT.matcher(line);
    return data.find() ? Long.parseLong(data.group(1)) : 0;
  }

  @Test
  void handlers_that_join_and_leave_under_load_fail_no_request() {
    node("a");
    ClientSession session = connect();
    Set<String> responses = ConcurrentHashMap.newKeySet();
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Void>> loads = IntStream.range(0, 20).mapToObj(i -> {
      Promise<Void> ended = Promise.promise();
      load(session, responses, over, ended);
      return ended.future();
    }).toList();
    Peer b = node("b");
    eventually("b responds", () -> responses.contains("200 b"));
    await(vertx.eventBus().request("leave.b", null));
    b.finish(0, PATIENCE);
    over.set(true);
    await(Future.join(loads));
    assertEquals(Set.of("200 a", "200 b"), responses);
  }

  /** One request after the other. */
  private static void load(ClientSession session, Set<String> responses, AtomicBoolean over, Promise<Void> ended) {
    session.get("/who").send().compose(response -> response.text().map(text -> response.status() + " " + text))
      .otherwise(Throwable::toString).onSuccess(response -> {
        responses.add(response);
        if (over.get()) {
          ended.complete();
        } else {
          load(session, responses, over, ended);
        }
      });
  }

  @Test
  void a_node_that_is_killed_with_a_hundred_streams_open_ends_them_soon_and_leaves_nothing_behind() {
    Peer node = node("a");
    ClientSession session = connect();
    long native0 = stats().getLong("nativeBytes");
    List<ClientResponse> begun = new ArrayList<>();
    for (Future<ClientResponse> each : IntStream.range(0, STREAMS).mapToObj(i -> session.get("/hang").send())
      .toList()) {
      begun.add(await(each));
    }
    assertEquals(STREAMS, stats().getInteger("busStreams"));
    List<Future<Void>> ends = begun.stream().map(ClientResponse::ended).toList();
    begun.forEach(response -> response.handler(data -> {
    }));
    node.kill();
    // The end shows when Vert.x finds that it cannot connect to the node, and not by pingTimeout.
    await(Future.join(ends).otherwiseEmpty());
    assertTrue(ends.stream().allMatch(Future::failed));
    eventually("no stream is left", () -> stats().getInteger("busStreams") == 0 && stats().getInteger(
      "openStreams") == 0);
    eventually("the address has nobody", () -> get(session, "/who").startsWith("503"));
    await(session.close());
    eventually("native memory is given back", () -> stats().getLong("nativeBytes") <= native0);
  }
}
