package io.github.vertxnghttp2.service.nodes;

import io.github.vertxnghttp2.service.bus.wire.HandlerAddress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Reads from the cluster which nodes have consumers of an address. */
final class ConsumerLookup {
  private final ClusterManager cluster;
  private final ContextInternal context;
  private final UnaryOperator<List<String>> present;

  /**
   * @param context on which the futures complete
   * @param present those of the nodes that are in the cluster
   */
  ConsumerLookup(ClusterManager cluster, ContextInternal context, UnaryOperator<List<String>> present) {
    this.cluster = cluster;
    this.context = context;
    this.present = present;
  }

  /** The address has consumers that are not RequestConsumers. */
  static final class OtherConsumersException extends Exception {
    private static final long serialVersionUID = 1L;

    private OtherConsumersException(String node) {
      super("node " + node + " has consumers that are not RequestConsumers", null, false, false);
    }
  }

  /**
   * The ids of the nodes. Fails with {@link OtherConsumersException} unless all consumers of the address are
   * RequestConsumers, which have an address for each node, too. Those of nodes that have left do not count, because the
   * cluster removes the registrations of such a node one by one.
   */
  Future<List<String>> nodes(String address) {
    return checked(address).recover(cause -> cause instanceof OtherConsumersException
      ? checked(address) // once more: a consumer may have come or gone between the look-ups of its two addresses
      : Future.failedFuture(cause));
  }

  private Future<List<String>> checked(String address) {
    return registrations(address).compose(all -> {
      Map<String, Long> byNode = all.stream().collect(Collectors.groupingBy(RegistrationInfo::nodeId,
        Collectors.counting()));
      List<String> nodes = present.apply(List.copyOf(byNode.keySet()));
      return Future.all(nodes.stream().map(node -> check(address, node, byNode.get(node))).toList()).map(nodes);
    });
  }

  private Future<Void> check(String address, String node, long count) {
    return registrations(HandlerAddress.of(node, address)).compose(consumers -> consumers.size() >= count
      ? Future.succeededFuture() : Future.failedFuture(new OtherConsumersException(node)));
  }

  /** Includes local consumers of the own node, to which Vert.x sends requests of this node, too. */
  private Future<List<RegistrationInfo>> registrations(String address) {
    Promise<List<RegistrationInfo>> registrations = context.promise();
    try {
      cluster.getRegistrations(address, registrations);
    } catch (RuntimeException e) { // the cluster manager may be closing
      registrations.tryFail(e);
    }
    return registrations.future();
  }
}
