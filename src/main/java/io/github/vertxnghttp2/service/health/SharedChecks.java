package io.github.vertxnghttp2.service.health;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The checks of the application that all servers of a Vert.x share. This class does not know the library that makes
 * them, so that servers work without it.
 *
 * @param source the object that the application adds its checks to
 * @param result the results of now, with a {@code status} and an array {@code checks}
 */
public record SharedChecks(Object source, Supplier<Future<JsonObject>> result) implements Shareable {
  private static final String MAP = "io.github.vertxnghttp2.checks";

  private static LocalMap<String, SharedChecks> map(Vertx vertx) {
    return vertx.sharedData().getLocalMap(MAP);
  }

  /** The ones of this Vert.x. @return {@code null} if the application has none */
  static SharedChecks of(Vertx vertx) {
    return map(vertx).get("");
  }

  /** The ones of this Vert.x, made if there are none. */
  public static SharedChecks of(Vertx vertx, Function<String, SharedChecks> making) {
    return map(vertx).computeIfAbsent("", making);
  }
}
