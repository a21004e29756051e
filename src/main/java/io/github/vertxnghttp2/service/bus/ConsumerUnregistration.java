package io.github.vertxnghttp2.service.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Unregisters a consumer so that no message to it is lost. Vert.x forgets the handler first and tells the cluster then: what
 * other nodes send in between finds nobody, and is not answered. Here the cluster is told first, by whoever finds that no
 * consumer of the address stays on this node.
 */
public final class ConsumerUnregistration {
  /** In milliseconds: for other nodes to hear of it, and for what they have sent before. */
  private static final long DELAY = 1_000;
  private static final String LOCK = "io.github.vertxnghttp2.consumers.";

  private final VertxInternal vertx;
  private final ContextInternal context;
  private final MessageConsumer<?> consumer;
  private final NodeConsumers consumers;
  private Future<Void> gone;

  /** @param consumer of that context, on which all of this happens */
  public ConsumerUnregistration(VertxInternal vertx, ContextInternal context, MessageConsumer<?> consumer) {
    this.vertx = vertx;
    this.context = context;
    this.consumer = consumer;
    this.consumers = NodeConsumers.of(vertx);
  }

  /** The consumer is there: others of its address need not tell the cluster when they go. */
  public void registered() {
    if (vertx.isClustered()) {
      consumers.add(consumer);
    }
  }

  public Future<Void> unregister() {
    if (!vertx.isClustered()) {
      return consumer.unregister();
    }
    if (gone == null) {
      consumers.leave(consumer);
      gone = siblings()
        .transform(waited -> alone(this::tellCluster))
        .transform(told -> told.succeeded() && told.result() ? delay() : context.succeededFuture())
        .transform(waited -> alone(() -> consumer.unregister().onComplete(done -> consumers.remove(consumer))));
    }
    return gone;
  }

  /**
   * Those that stay take what comes next, but what waits for this one already is discarded with it. So it does not go at
   * once: they may be about to leave as well, as when all of this node does, and then nothing comes any more.
   */
  private Future<Void> siblings() {
    return consumers.stays(consumer.address()) ? delay() : context.succeededFuture();
  }

  /** One after the other on this node: who looks what the cluster knows of it must not see half of another's end. */
  private <T> Future<T> alone(Supplier<Future<T>> task) {
    return vertx.sharedData().withLocalLock(LOCK + consumer.address(), Long.MAX_VALUE, task);
  }

  /** @return whether no message comes any more: not if others are there, be they none of ours, which take the messages then */
  private Future<Boolean> tellCluster() {
    String address = consumer.address();
    if (consumers.stays(address)) {
      return context.succeededFuture(false);
    }
    long leaving = consumers.leaving(address); // before the cluster is asked: it may know of one that comes meanwhile
    ClusterManager cluster = vertx.clusterManager();
    Promise<List<RegistrationInfo>> registrations = context.promise();
    cluster.getRegistrations(address, registrations);
    return registrations.future().compose(all -> {
      List<RegistrationInfo> own = all.stream()
        .filter(each -> each.nodeId().equals(cluster.getNodeId()) && !each.localOnly()).toList();
      if (own.size() > leaving) {
        return context.succeededFuture(false);
      }
      return Future.join(own.stream().map(each -> remove(address, each)).toList()).map(true);
    });
  }

  private Future<Void> remove(String address, RegistrationInfo registration) {
    Promise<Void> removed = context.promise();
    vertx.clusterManager().removeRegistration(address, registration, removed);
    return removed.future();
  }

  /** Not by a timer of Vert.x: that one is dropped with the deployment, if this is not waited for. */
  private Future<Void> delay() {
    Promise<Void> over = context.promise();
    context.nettyEventLoop().schedule(() -> over.complete(), DELAY, TimeUnit.MILLISECONDS);
    return over.future();
  }
}
