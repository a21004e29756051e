package io.github.vertxnghttp2.service.health;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;

import java.util.List;
import java.util.Set;

/** Looks up whether addresses of the event bus have consumers. No consumer gets a message. */
final class BusConsumers {
  private final ClusterManager cluster;
  private final LocalProbe local;

  BusConsumers(Vertx vertx) {
    cluster = ((VertxInternal) vertx).clusterManager();
    local = cluster == null ? LocalProbe.of(vertx) : null;
  }

  Future<Boolean> isConsumed(String address) {
    if (cluster == null) {
      return local.isConsumed(address);
    }
    Promise<List<RegistrationInfo>> registrations = Promise.promise();
    cluster.getRegistrations(address, registrations);
    return registrations.future().map(all -> {
      // The cluster may have registrations of a node for a while after it has left.
      Set<String> nodes = Set.copyOf(cluster.getNodes());
      return all.stream().anyMatch(each -> nodes.contains(each.nodeId()));
    });
  }
}
