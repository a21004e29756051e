package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.health.SharedChecks;
import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;

/**
 * Checks of the application that {@link HealthOptions#setReadyPath} includes. This class needs
 * {@code io.vertx:vertx-health-check}; the servers do not.
 */
public final class ServerHealth {

  private ServerHealth() {
  }

  /**
   * The checks that all servers of a Vert.x share. They are ready only if each of these is UP. Any verticle may
   * register and unregister checks at any time, before or after servers are deployed. Each time the same object is
   * returned.
   *
   * @throws IllegalStateException if {@code vertx-health-check} is not on the class path
   */
  public static HealthChecks checks(Vertx vertx) {
    try {
      return (HealthChecks) SharedChecks.of(vertx, key -> shared(HealthChecks.create(vertx))).source();
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException("ServerHealth.checks needs the artifact io.vertx:vertx-health-check on the class"
        + " path", e);
    }
  }

  private static SharedChecks shared(HealthChecks checks) {
    return new SharedChecks(checks, () -> checks.checkStatus().map(CheckResult::toJson));
  }
}
