package io.github.vertxnghttp2.service.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The consumers on this node that {@link ConsumerUnregistration} unregisters. It asks here whether other consumers of
 * an address stay. Safe for use by any thread.
 */
final class NodeConsumers implements Shareable {
  private static final String MAP = "io.github.vertxnghttp2.consumers";

  private final Set<MessageConsumer<?>> staying = ConcurrentHashMap.newKeySet();
  private final Set<MessageConsumer<?>> leaving = ConcurrentHashMap.newKeySet();

  static NodeConsumers of(Vertx vertx) {
    LocalMap<String, NodeConsumers> one = vertx.sharedData().getLocalMap(MAP);
    return one.computeIfAbsent("", key -> new NodeConsumers());
  }

  void add(MessageConsumer<?> consumer) {
    forgetUndeployed();
    staying.add(consumer);
  }

  /** Vert.x unregisters the consumers of an undeployed verticle without a callback. */
  private void forgetUndeployed() {
    staying.removeIf(consumer -> !consumer.isRegistered());
  }

  void leave(MessageConsumer<?> consumer) {
    leaving.add(consumer); // first, so that a concurrent reader finds it in one set or the other
    staying.remove(consumer);
  }

  /** The cluster no longer has its registration. */
  void remove(MessageConsumer<?> consumer) {
    leaving.remove(consumer);
  }

  boolean stays(String address) {
    forgetUndeployed();
    return staying.stream().anyMatch(consumer -> consumer.address().equals(address));
  }

  /** The number of consumers that are about to leave, and that the cluster may still have a registration of. */
  long leaving(String address) {
    return leaving.stream().filter(consumer -> consumer.address().equals(address)).count();
  }
}
