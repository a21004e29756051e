package io.github.vertxnghttp2.service.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The consumers on this node that go with a {@link ConsumerUnregistration}: each has to know whether others of its address stay.
 * From any thread.
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

  /** Vert.x unregisters the consumers of what is undeployed, and tells nobody. */
  private void forgetUndeployed() {
    staying.removeIf(consumer -> !consumer.isRegistered());
  }

  void leave(MessageConsumer<?> consumer) {
    leaving.add(consumer); // first: who leaves at the same time finds each either here or there
    staying.remove(consumer);
  }

  /** The cluster does not know of it any more. */
  void remove(MessageConsumer<?> consumer) {
    leaving.remove(consumer);
  }

  boolean stays(String address) {
    forgetUndeployed();
    return staying.stream().anyMatch(consumer -> consumer.address().equals(address));
  }

  /** How many leave that the cluster may know of. */
  long leaving(String address) {
    return leaving.stream().filter(consumer -> consumer.address().equals(address)).count();
  }
}
