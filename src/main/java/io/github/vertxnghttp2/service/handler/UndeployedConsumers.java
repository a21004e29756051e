package io.github.vertxnghttp2.service.handler;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Closes the consumers of a verticle before the verticle is undeployed. Vert.x has no callback for that, but it
 * undeploys the children of a verticle before it stops the verticle itself, and waits for them. So each verticle with
 * consumers gets a child, whose stop closes the consumers. Until then the verticle has its timers and its clients,
 * which requests in flight may need. Safe for use by any thread.
 */
final class UndeployedConsumers implements Shareable {
  private static final String MAP = "io.github.vertxnghttp2.undeployed";

  /** By the id of the deployment. */
  private final Map<String, Child> children = new ConcurrentHashMap<>();

  /** Closes the consumers of a deployment when it stops. */
  private final class Child extends VerticleBase {
    private final String parent;
    private final Set<Supplier<Future<?>>> consumers = ConcurrentHashMap.newKeySet();
    private Future<String> deployed;

    private Child(String parent) {
      this.parent = parent;
    }

    private synchronized Future<String> deployed(Vertx vertx) {
      if (deployed == null) {
        deployed = vertx.deployVerticle(this).onFailure(cause -> children.remove(parent, this));
      }
      return deployed;
    }

    /** One that cannot be closed does not keep the others from closing. */
    private static Future<?> close(Supplier<Future<?>> consumer) {
      try {
        return consumer.get();
      } catch (RuntimeException e) {
        return Future.failedFuture(e);
      }
    }

    @Override
    public Future<?> stop() {
      children.remove(parent, this);
      return Future.join(consumers.stream().map(Child::close).toList());
    }
  }

  static UndeployedConsumers of(Vertx vertx) {
    LocalMap<String, UndeployedConsumers> one = vertx.sharedData().getLocalMap(MAP);
    return one.computeIfAbsent("", key -> new UndeployedConsumers());
  }

  /**
   * Called on the context of the consumer.
   *
   * @param deployment the id of the consumer's deployment; {@code null} outside verticles, where {@code NodeShutdown}
   *   closes it
   * @param close closes the consumer; may be called more than once, from any thread
   * @return fails if the verticle is being undeployed
   */
  Future<?> add(Vertx vertx, String deployment, Supplier<Future<?>> close) {
    if (deployment == null) {
      return Future.succeededFuture();
    }
    Child child = children.computeIfAbsent(deployment, Child::new);
    child.consumers.add(close);
    return child.deployed(vertx);
  }

  void remove(String deployment, Supplier<Future<?>> close) {
    Child child = deployment == null ? null : children.get(deployment);
    if (child != null) {
      child.consumers.remove(close);
    }
  }
}
