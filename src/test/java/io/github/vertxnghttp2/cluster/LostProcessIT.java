package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.bus.ScriptedPeer;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Completable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A node whose process has ended, while the cluster manager still lists it, and takes for ever to read its host and
 * port a second time, as Hazelcast does for seconds while it repartitions.
 */
@Timeout(600)
class LostProcessIT {
  /** It is bound and does not listen, so that connections are refused. */
  private static final Socket REFUSING = new Socket();
  private static LateManager cluster;
  private static Vertx vertx;
  private static ClientSession session;

  private static final class LateManager extends HazelcastClusterManager {
    private final Set<String> ghosts = ConcurrentHashMap.newKeySet();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private volatile int port = REFUSING.getLocalPort();

    private LateManager() {
      super(ClusteredVertx.config("-"));
    }

    @Override
    public List<String> getNodes() {
      List<String> nodes = new ArrayList<>(super.getNodes());
      nodes.addAll(ghosts);
      return nodes;
    }

    @Override
    public void getNodeInfo(String node, Completable<NodeInfo> done) {
      if (!ghosts.contains(node)) {
        super.getNodeInfo(node, done);
      } else if (asked.add(node)) {
        done.succeed(new NodeInfo("127.0.0.1", port, null));
      }
    }

    /** A ghost has consumers of the address that is its id, and of its own address for that. */
    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> done) {
      super.getRegistrations(address, (all, cause) -> {
        List<RegistrationInfo> more = new ArrayList<>(all == null ? List.of() : all);
        for (String ghost : ghosts) {
          if (address.equals(ghost) || address.equals("nghttp2.handler." + ghost + "." + ghost)) {
            more.add(new RegistrationInfo(ghost, 1, false));
          }
        }
        done.complete(more, cause);
      });
    }
  }

  @BeforeAll
  static void join() throws IOException {
    REFUSING.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    cluster = new LateManager();
    vertx = await(ClusteredVertx.start(cluster)).vertx();
    ListenerLog log = ListenerLog.open();
    JsonArray routes = new JsonArray();
    for (String mode : List.of("unary", "stream")) {
      for (String test : List.of("alone", "again")) {
        routes.add(new JsonObject().put("path", "/" + mode + "/" + test).put("address", mode + "-" + test)
          .put("mode", mode).put("timeout", 100_000).put("choice", new JsonObject().put("localFirst", false)));
      }
    }
    await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
      .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)))
      .put("routes", routes))));
    session = await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(log.port())));
    log.close();
  }

  @AfterAll
  static void leave() throws IOException {
    await(session.close());
    await(vertx.close());
    REFUSING.close();
  }

  @AfterEach
  void forget() {
    cluster.ghosts.clear();
    cluster.port = REFUSING.getLocalPort();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(90, TimeUnit.SECONDS).join();
  }

  private static Future<String> send(HttpMethod method, String uri) {
    return session.request(method, uri).send()
      .compose(response -> response.text().map(text -> response.status() + " " + text.strip()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void its_requests_get_503(String mode) {
    cluster.ghosts.add(mode + "-alone");
    assertEquals("503 the handler of route /" + mode + "/alone is gone", await(send(HttpMethod.GET, "/" + mode
      + "/alone")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void its_requests_go_to_another_node(String mode) {
    String address = mode + "-again";
    cluster.ghosts.add(address);
    RequestConsumer consumer = await(RequestConsumer.create(vertx, address, request -> request.response().end("here"))
      .listen());
    for (int i = 0; i < 4; i++) { // the nodes take turns
      assertEquals("200 here", await(send(HttpMethod.GET, "/" + mode + "/again")));
    }
    await(consumer.close());
  }

  @Test
  void its_streams_end() throws Exception {
    BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    open("ghost", ends);
    String end = ends.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertTrue(end != null && end.endsWith("the event bus of its node ghost refuses connections"), end);
  }

  /** It may be busy: a stream without PONG ends after {@code pingTimeout}. */
  @Test
  void streams_to_a_node_that_accepts_connections_go_on() throws Exception {
    try (ServerSocket accepting = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      cluster.port = accepting.getLocalPort();
      BlockingQueue<String> ends = new LinkedBlockingQueue<>();
      open("busy", ends);
      accepting.setSoTimeout((int) Repeat.PATIENCE.toMillis());
      accepting.accept().close();
      accepting.accept().close();
      assertNull(ends.poll());
    }
  }

  private static void open(String node, BlockingQueue<String> ends) throws Exception {
    cluster.ghosts.add(node);
    String address = UUID.randomUUID().toString();
    await(RequestConsumer.create(vertx, address, request -> request.exceptionHandler(
      cause -> ends.add(cause.getMessage()))).listen());
    ScriptedPeer peer = new ScriptedPeer(vertx, "nghttp2.node." + node + "." + UUID.randomUUID());
    peer.sendsPongs = false;
    peer.opens(address, peer.open("json", 0, false));
  }
}
