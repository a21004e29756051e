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
 * Unregisters a consumer of a cluster without losing a message to it. Vert.x removes the handler first and updates the
 * cluster second: messages that other nodes send in between get no reply. This class removes the registration from the
 * cluster first, unless another consumer of the address stays on this node, and the handler when no message has arrived
 * for a second: a node that learns late of the removal goes on sending until then.
 */
public final class ConsumerUnregistration {
  /** Milliseconds for other nodes to learn of the removal, and for messages that they sent before that to arrive. */
  private static final long DELAY = 1_000;
  /** While messages arrive, the delay is repeated up to so many times. */
  private static final int MAX_DELAYS = 10;
  private static final String LOCK = "io.github.vertxnghttp2.consumers.";

  private final VertxInternal vertx;
  private final ContextInternal context;
  private final MessageConsumer<?> consumer;
  private final NodeConsumers consumers;
  private Future<Void> unregistered;
  private volatile boolean received;

  /** @param consumer whose context is the one given; all methods are called on it */
  public ConsumerUnregistration(VertxInternal vertx, ContextInternal context, MessageConsumer<?> consumer) {
    this.vertx = vertx;
    this.context = context;
    this.consumer = consumer;
    this.consumers = NodeConsumers.of(vertx);
  }

  /**
   * Called when the consumer is registered: others of its address leave the cluster's registration alone from now on.
   */
  public void registered() {
    if (vertx.isClustered()) {
      consumers.add(consumer);
    }
  }

  /** Called when a message has arrived. */
  public void received() {
    if (unregistered != null) {
      received = true;
    }
  }

  public Future<Void> unregister() {
    if (!vertx.isClustered()) {
      return consumer.unregister();
    }
    if (unregistered == null) {
      consumers.leave(consumer);
      unregistered = waitForOthers()
        .transform(waited -> alone(this::updateCluster))
        .transform(told -> told.succeeded() && told.result() ? awaitSilence(MAX_DELAYS) : context.succeededFuture())
        .transform(waited -> alone(() -> consumer.unregister().onComplete(done -> consumers.remove(consumer))));
    }
    return unregistered;
  }

  /**
   * Waits if other consumers of the address are on this node. They get later messages, but messages that are already
   * queued for this consumer are discarded when it is unregistered. If the others leave meanwhile, as when the node
   * shuts down, the last one to leave updates the cluster, and other nodes send no further messages here.
   */
  private Future<Void> waitForOthers() {
    return consumers.stays(consumer.address()) ? delay() : context.succeededFuture();
  }

  /** Runs one task at a time per address on this node: each reads the cluster's registrations, then removes some. */
  private <T> Future<T> alone(Supplier<Future<T>> task) {
    return vertx.sharedData().withLocalLock(LOCK + consumer.address(), Long.MAX_VALUE, task);
  }

  /**
   * @return true if no consumer of the address stays on this node, so that other nodes send no further messages here
   */
  private Future<Boolean> updateCluster() {
    String address = consumer.address();
    if (consumers.stays(address)) {
      return context.succeededFuture(false);
    }
    long leaving = consumers.leaving(address); // before the query: another may register meanwhile
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

  private Future<Void> awaitSilence(int delays) {
    received = false;
    return delay().compose(v -> received && delays > 1 ? awaitSilence(delays - 1) : context.succeededFuture());
  }

  /** Not a timer of Vert.x: undeployment cancels those. */
  private Future<Void> delay() {
    Promise<Void> over = context.promise();
    context.nettyEventLoop().schedule(() -> over.complete(), DELAY, TimeUnit.MILLISECONDS);
    return over.future();
  }
}
