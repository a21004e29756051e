package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.atomic.AtomicBoolean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** A cluster that fails to register the private address of a node. */
@Timeout(180)
class FailedRegistrationIT {
  private final AtomicBoolean failing = new AtomicBoolean(true);

  private final class FailingOnce extends HazelcastClusterManager {
    private FailingOnce() {
      super(ClusteredVertx.config("-"));
    }

    @Override
    public void addRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
      if (address.startsWith("nghttp2.node.") && failing.getAndSet(false)) {
        promise.fail(new IllegalStateException("not now"));
      } else {
        super.addRegistration(address, registration, promise);
      }
    }
  }

  @Test
  void a_later_consumer_registers_the_node_again() {
    Vertx vertx = ServerVerticleCase.await(ClusteredVertx.start(new FailingOnce())).vertx();
    try {
      RequestConsumer first = RequestConsumer.create(vertx, "a", request -> { });
      IllegalStateException e = assertThrows(IllegalStateException.class,
        () -> ServerVerticleCase.await(first.listen()));
      assertEquals("not now", e.getMessage());
      ServerVerticleCase.await(RequestConsumer.create(vertx, "a", request -> { }).listen());
    } finally {
      ServerVerticleCase.await(vertx.close());
    }
  }
}
