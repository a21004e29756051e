package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.bus.ScriptedPeer;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Streams to a node that the cluster manager lists no more, while messages to its endpoint still arrive. */
@Timeout(600)
class NodeThatLeftIT {
  private static ListedCluster cluster;
  private static Vertx vertx;
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

  @BeforeAll
  static void join() {
    cluster = new ListedCluster();
    vertx = await(ClusteredVertx.start(cluster)).vertx();
  }

  @AfterAll
  static void leave() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(150, TimeUnit.SECONDS).join();
  }

  /** A stream to an endpoint of that node. */
  private void open(String node) throws Exception {
    String address = UUID.randomUUID().toString();
    await(RequestConsumer.create(vertx, address, request -> request.exceptionHandler(
      cause -> ends.add(cause.getMessage()))).listen());
    ScriptedPeer peer = new ScriptedPeer(vertx, "nghttp2.node." + node + "." + UUID.randomUUID());
    peer.opens(address, peer.open("json", 0, false));
  }

  private void assertLeft(String node) throws InterruptedException {
    String end = ends.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertTrue(end != null && end.endsWith("its node " + node + " has left the cluster"), end);
  }

  private static void awaitLists(int count) throws InterruptedException {
    cluster.lists.drainPermits();
    assertTrue(cluster.lists.tryAcquire(count, Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }

  @Test
  void streams_to_a_node_end_when_it_has_left_the_cluster() throws Exception {
    cluster.further.add("a");
    open("a");
    awaitLists(2);
    assertNull(ends.poll());
    cluster.further.remove("a");
    assertLeft("a");
  }

  @Test
  void streams_to_a_node_that_is_not_listed_yet_go_on_until_it_was_listed_and_left() throws Exception {
    open("joining");
    awaitLists(3);
    assertNull(ends.poll());
    cluster.further.add("joining");
    awaitLists(2);
    assertNull(ends.poll());
    cluster.further.remove("joining");
    assertLeft("joining");
  }
}
