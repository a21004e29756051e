package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.service.ServerVerticle;
import io.github.vertxnghttp2.service.bus.ClusterMembers;
import io.github.vertxnghttp2.service.bus.wire.HandlerAddress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The nodes of a cluster that handle the requests of this one. A message to an address of the event bus does not
 * show which node gets it. So the servers of this Vert.x choose the node, if all consumers of the address are
 * RequestConsumers, which have an address for each node, too. Otherwise Vert.x chooses. When a node has left the
 * cluster, the requests that wait for it are notified. Safe for use by any thread.
 */
final class HandlerNodes implements Shareable {
  private static final System.Logger LOG = System.getLogger(ServerVerticle.class.getName());
  private static final String MAP = "io.github.vertxnghttp2.handlerNodes";
  /** Milliseconds between comparisons of the nodes in the cluster, which the cluster manager lists without I/O. */
  private static final long INTERVAL = 250;
  /** The consumers are looked up once in so many intervals. */
  private static final int LOOKUP_INTERVALS = 4;
  /** The consumers of an address are looked up until no request has been sent there in so many intervals. */
  private static final int UNUSED_INTERVALS = 240;

  /** A node that is chosen, and the address of its consumers. */
  record Target(String node, String address) {
  }

  /** A request that waits for a node. */
  interface Waiting {
    /** The node has left the cluster. Called once at most, on any thread. */
    void onNodeLost();
  }

  /** The nodes with consumers of one address. */
  private static final class Consumers {
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger unused = new AtomicInteger();
    private volatile List<Target> targets = List.of();
  }

  private final VertxInternal vertx;
  private final ClusterManager cluster;
  private final ContextInternal loop;
  private final ClusterMembers members;
  private final Map<String, Consumers> consumers = new ConcurrentHashMap<>();
  private final Map<String, Set<Waiting>> waiting = new ConcurrentHashMap<>();
  private int intervals;
  private long timer = -1;

  private HandlerNodes(VertxInternal vertx) {
    this.vertx = vertx;
    cluster = vertx.clusterManager();
    loop = vertx.createEventLoopContext();
    members = new ClusterMembers(cluster.getNodeId(), cluster::getNodes);
  }

  /** @return {@code null} without a cluster */
  static HandlerNodes of(Vertx vertx) {
    if (!vertx.isClustered()) {
      return null;
    }
    LocalMap<String, HandlerNodes> one = vertx.sharedData().getLocalMap(MAP);
    return one.computeIfAbsent("", key -> new HandlerNodes((VertxInternal) vertx));
  }

  /**
   * Chooses a node for a request, in turn.
   *
   * @param address of the route
   * @param except a node that is not chosen; may be {@code null}
   * @return {@code null} if no node is known, or if there are other consumers than RequestConsumers: Vert.x chooses
   */
  Target choose(String address, String except) {
    Consumers known = consumers.get(address);
    if (known == null) {
      known = new Consumers();
      if (consumers.putIfAbsent(address, known) == null) {
        loop.runOnContext(v -> start(address));
      }
      return null;
    }
    known.unused.set(0);
    List<Target> targets = known.targets;
    int first = known.turn.getAndIncrement() & Integer.MAX_VALUE;
    for (int i = 0; i < targets.size(); i++) {
      Target target = targets.get((first + i) % targets.size());
      if (!target.node().equals(except)) {
        return target;
      }
    }
    return null;
  }

  /** Notifies a request when the node leaves the cluster, until {@link #remove}. */
  void add(Target target, Waiting request) {
    waiting.compute(target.node(), (node, known) -> {
      Set<Waiting> requests = known == null ? ConcurrentHashMap.newKeySet() : known;
      requests.add(request);
      return requests;
    });
  }

  void remove(Target target, Waiting request) {
    Set<Waiting> requests = waiting.get(target.node());
    if (requests != null) {
      requests.remove(request);
    }
  }

  /**
   * Whether a message failed because there is no consumer at the address of the node any more. The node is then not
   * chosen again until the next look-up.
   *
   * @param address of the route
   */
  boolean hasNoConsumer(String address, Target target, Throwable cause) {
    if (!(cause instanceof ReplyException failure) || failure.failureType() != ReplyFailure.NO_HANDLERS) {
      return false;
    }
    Consumers known = consumers.get(address);
    if (known != null) {
      known.targets = known.targets.stream().filter(each -> !each.equals(target)).toList();
    }
    return true;
  }

  // --- on the event loop ---

  private void start(String address) {
    members.update();
    Consumers known = consumers.get(address);
    if (known != null) {
      lookUp(address, known);
    }
    if (timer < 0) {
      timer = loop.setPeriodic(INTERVAL, id -> onInterval());
    }
  }

  private void onInterval() {
    members.update();
    waiting.forEach((node, requests) -> {
      if (members.hasLeft(node)) {
        consumers.values().forEach(each -> each.targets = listed(each.targets));
        List<Waiting> lost = List.copyOf(requests);
        requests.removeAll(lost);
        lost.forEach(Waiting::onNodeLost);
      }
    });
    consumers.values().removeIf(each -> each.unused.incrementAndGet() > UNUSED_INTERVALS);
    if (++intervals % LOOKUP_INTERVALS == 0) {
      consumers.forEach(this::lookUp);
    }
    waiting.keySet().forEach(node -> waiting.computeIfPresent(node, (key, requests) -> requests.isEmpty() ? null
      : requests));
    if (consumers.isEmpty() && waiting.isEmpty()) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  /** The cluster may have registrations of a node for a while after it has left. */
  private List<Target> listed(List<Target> targets) {
    return targets.stream().filter(target -> members.has(target.node())).toList();
  }

  private void lookUp(String address, Consumers known) {
    registrations(address).compose(all -> {
      Map<String, Long> byNode = all.stream().collect(Collectors.groupingBy(RegistrationInfo::nodeId,
        Collectors.counting()));
      List<Future<Target>> targets = new ArrayList<>();
      byNode.forEach((node, count) -> targets.add(target(address, node, count)));
      return Future.all(targets).map(v -> targets.stream().map(Future::result).toList());
    }).onComplete(targets -> known.targets = listed(targets), cause -> {
      known.targets = List.of();
      LOG.log(System.Logger.Level.DEBUG, "Vert.x chooses the handlers of requests to {0}: {1}", address, cause);
    });
  }

  /** Fails unless all consumers of the address on this node have the address of the node, too. */
  private Future<Target> target(String address, String node, long count) {
    String own = HandlerAddress.of(node, address);
    return registrations(own).compose(consumers -> consumers.size() >= count
      ? Future.succeededFuture(new Target(node, own))
      : Future.failedFuture("node " + node + " has consumers that are not RequestConsumers"));
  }

  private Future<List<RegistrationInfo>> registrations(String address) {
    Promise<List<RegistrationInfo>> registrations = loop.promise();
    cluster.getRegistrations(address, registrations);
    return registrations.future().map(all -> all.stream().filter(each -> !each.localOnly()).toList());
  }
}
