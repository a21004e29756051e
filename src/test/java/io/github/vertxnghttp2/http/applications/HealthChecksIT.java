package io.github.vertxnghttp2.http.applications;

import io.github.vertxnghttp2.http.EngineComparison;
import io.github.vertxnghttp2.http.Events;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** vertx-health-check behind a router. */
class HealthChecksIT {
  @RegisterExtension
  final EngineComparison compare = new EngineComparison();

  private static Router router(Vertx vertx, Events events) {
    HealthChecks mixed = HealthChecks.create(vertx)
      .register("disk", promise -> promise.complete(Status.OK(new JsonObject().put("free", 7))))
      .register("bus/local", promise -> vertx.runOnContext(v -> promise.complete(Status.KO())))
      .register("bus/remote", promise -> promise.fail("expected by the test"))
      .register("stuck", 50, promise -> events.add("does not complete"));
    Router router = Router.router(vertx);
    router.get("/live").handler(HealthCheckHandler.create(vertx).register("alive", Promise::complete));
    router.get("/none").handler(HealthCheckHandler.create(vertx));
    router.get("/health*").handler(HealthCheckHandler.createWithHealthChecks(mixed));
    return router;
  }

  @Test
  void health_checks() throws Exception {
    compare.ofPairs(HealthChecksIT::router, client -> {
      client.get("/live");
      client.get("/none");
      client.get("/health");
      client.get("/health/disk");
      client.get("/health/bus");
      client.get("/health/bus/remote");
      client.get("/health/nowhere");
    });
  }
}
