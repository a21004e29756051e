package io.github.vertxnghttp2.service.health;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;

/** The results of checks as JSON, in the form of {@code vertx-health-check}. */
final class HealthCheck {
  private static final String ID = "id";
  static final String STATUS = "status";
  static final String UP = "UP";
  static final String DOWN = "DOWN";
  private static final String OUTCOME = "outcome";
  static final String CHECKS = "checks";

  private HealthCheck() {
  }

  static JsonObject up(String id) {
    return new JsonObject().put(ID, id).put(STATUS, UP);
  }

  static JsonObject down(String id, String cause) {
    return new JsonObject().put(ID, id).put(STATUS, DOWN).put("data", new JsonObject().put("cause", cause));
  }

  /** Is up if all checks are. */
  static JsonObject group(String id, List<JsonObject> checks) {
    return new JsonObject().put(ID, id).put(STATUS, status(checks)).put(CHECKS, new JsonArray(checks));
  }

  /** The body of a response. It is up if all checks are. */
  static JsonObject report(List<JsonObject> checks) {
    String status = status(checks);
    return new JsonObject().put(STATUS, status).put(OUTCOME, status).put(CHECKS, new JsonArray(checks));
  }

  private static String status(List<JsonObject> checks) {
    return checks.stream().allMatch(HealthCheck::isUp) ? UP : DOWN;
  }

  static boolean isUp(JsonObject check) {
    return UP.equals(check.getValue(STATUS));
  }
}
