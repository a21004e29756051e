package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class UndeployedConsumersTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    ServerVerticleCase.await(vertx.close());
  }

  @Test
  void one_that_cannot_be_closed_does_not_keep_others_open() {
    AtomicInteger closed = new AtomicInteger();
    String deployment = ServerVerticleCase.await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        return Future.join(add(), add());
      }

      private Future<?> add() {
        return UndeployedConsumers.of(vertx).add(vertx, context.deploymentID(), () -> {
          closed.incrementAndGet();
          throw new IllegalStateException("on purpose");
        });
      }
    }));
    assertThrows(IllegalStateException.class, () -> ServerVerticleCase.await(vertx.undeploy(deployment)));
    assertEquals(2, closed.get());
  }
}
