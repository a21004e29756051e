package io.github.vertxnghttp2.service;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;

import java.util.List;

/**
 * Unregisters a consumer so that no message to it is lost. Vert.x forgets the handler first and tells the cluster then: what
 * other nodes send in between finds nobody, and is not answered. Here the cluster is told first.
 */
final class ClusterFarewell {
  /** In milliseconds: for other nodes to hear of it, and for what they have sent before. */
  private static final long DELAY = 500;

  private final VertxInternal vertx;
  private final ContextInternal context;

  ClusterFarewell(VertxInternal vertx, ContextInternal context) {
    this.vertx = vertx;
    this.context = context;
  }

  Future<Void> unregister(MessageConsumer<?> consumer) {
    if (!vertx.isClustered()) {
      return consumer.unregister();
    }
    return forgetNode(consumer.address())
      .transform(told -> told.succeeded() && told.result() ? vertx.timer(DELAY) : Future.succeededFuture())
      .transform(waited -> consumer.unregister());
  }

  /** @return whether this node was there; not if other consumers of it still are, which take the messages then */
  private Future<Boolean> forgetNode(String address) {
    ClusterManager cluster = vertx.clusterManager();
    Promise<List<RegistrationInfo>> registrations = context.promise();
    cluster.getRegistrations(address, registrations);
    return registrations.future().compose(all -> {
      List<RegistrationInfo> own = all.stream()
        .filter(each -> each.nodeId().equals(cluster.getNodeId()) && !each.localOnly()).toList();
      if (own.size() != 1) {
        return Future.succeededFuture(false);
      }
      Promise<Void> removed = context.promise();
      cluster.removeRegistration(address, own.get(0), removed);
      return removed.future().map(true);
    });
  }
}
