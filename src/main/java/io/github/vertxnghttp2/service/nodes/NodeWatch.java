package io.github.vertxnghttp2.service.nodes;

import io.github.vertxnghttp2.service.ServerVerticle;
import io.github.vertxnghttp2.service.cluster.ClusterMembers;
import io.github.vertxnghttp2.service.cluster.NodeProbe;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Finds the nodes that are lost. Either the cluster manager lists a node no more. Or requests wait for the node, a
 * message cannot be sent to it, and its event bus refuses connections: the process has ended, and the cluster manager
 * is late. Methods are called on the event loop, unless they say otherwise.
 */
final class NodeWatch {
  /** Milliseconds until a message must be on its way. */
  private static final long SEND_TIMEOUT = 150;
  /** How long a node whose event bus refuses connections is not used, although the cluster manager lists it. */
  private static final long REFUSING_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final System.Logger LOG = System.getLogger(ServerVerticle.class.getName());

  private final VertxInternal vertx;
  private final ContextInternal loop;
  private final String self;
  private final ClusterMembers members;
  private final NodeProbe probe;
  private final Function<NodeLoad, String> address;
  private final Consumer<NodeLoad> lost;
  private final Map<String, NodeLoad> loads = new ConcurrentHashMap<>();
  private final Map<String, Long> refusing = new HashMap<>();
  private final Set<NodeLoad> checking = new HashSet<>();

  /**
   * @param address an address that only the node has consumers of; {@code null} if none is known
   * @param lost called when a node is lost
   */
  NodeWatch(VertxInternal vertx, ContextInternal loop, Function<NodeLoad, String> address, Consumer<NodeLoad> lost) {
    this.vertx = vertx;
    this.loop = loop;
    this.address = address;
    this.lost = lost;
    ClusterManager cluster = vertx.clusterManager();
    self = cluster.getNodeId();
    members = new ClusterMembers(self, cluster::getNodes);
    probe = NodeProbe.of(vertx);
  }

  /** The requests at a node. */
  NodeLoad load(String node) {
    probe.learn(node);
    return loads.computeIfAbsent(node, NodeLoad::new);
  }

  /** Those of the nodes that are in the cluster. It may have registrations of a node for a while after it has left. */
  List<String> present(Collection<String> nodes) {
    members.update();
    return nodes.stream().filter(node -> members.has(node) && !refusing.containsKey(node)).toList();
  }

  /** Whether no request waits for a node. From any thread. */
  boolean isIdle() {
    return loads.values().stream().noneMatch(load -> load.inFlight() > 0 || load.hasWaiting());
  }

  void onInterval() {
    members.update();
    long now = System.nanoTime();
    refusing.values().removeIf(since -> now - since > REFUSING_NANOS);
    for (NodeLoad load : loads.values()) {
      if (members.hasLeft(load.node())) {
        lose(load);
      } else {
        check(load);
      }
    }
  }

  private void lose(NodeLoad load) {
    if (loads.remove(load.node(), load)) {
      lost.accept(load); // first: a request that is sent again goes to another node
      load.lose();
    }
  }

  private void check(NodeLoad load) {
    String consumer = address.apply(load);
    if (consumer == null || !load.hasWaiting() || load.node().equals(self) || !checking.add(load)) {
      return;
    }
    Promise<Boolean> refused = loop.promise();
    vertx.eventBus().<Object>sender(consumer).write(new JsonObject().put("type", "PROBE"))
      .timeout(SEND_TIMEOUT, TimeUnit.MILLISECONDS)
      .transform(sent -> sent.succeeded() ? Future.succeededFuture(false) : probe.isRefused(load.node()))
      .onComplete(refused);
    refused.future().onComplete(result -> {
      checking.remove(load);
      if (result.succeeded() && result.result()) {
        refusing.put(load.node(), System.nanoTime());
        LOG.log(System.Logger.Level.WARNING, "node {0} is lost: its event bus refuses connections, although the cluster"
          + " manager lists it", load.node());
        lose(load);
      }
    });
  }
}
