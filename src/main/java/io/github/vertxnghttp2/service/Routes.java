package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.control.RoutesClient;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.util.List;

/**
 * Adds and removes routes of running servers, from any node. So a verticle that handles requests can add its own
 * routes. A request in flight keeps the route with which it began. In a cluster, added routes exist as long as the
 * cluster. Without a cluster, they exist as long as a server with that control address.
 *
 * <p>A server accepts changes only of routes whose addresses are in {@code controlAllow} of its config, which is empty
 * by default.
 *
 * <p>Futures fail with a {@link io.vertx.core.eventbus.ReplyException}. Its failure code is 400 if a route is
 * malformed, 403 if an address is not allowed, and 404 if no route has the id. Its failure type is NO_HANDLERS if there
 * is no server.
 */
@VertxGen
public interface Routes {

  /** The routes of the servers with the default control address. */
  static Routes of(Vertx vertx) {
    return of(vertx, ServerVerticleOptions.DEFAULT_CONTROL_ADDRESS);
  }

  /** The routes of the servers with this control address. */
  static Routes of(Vertx vertx, String controlAddress) {
    return new RoutesClient(vertx, controlAddress);
  }

  /**
   * Adds a route after all others. If a route with the same id exists, the new one replaces it at its position.
   *
   * @return the route with all its options
   */
  default Future<RouteOptions> add(RouteOptions route) {
    return add(route, null);
  }

  /** Adds or replaces a route. A new route is placed before another. @param before the id of the other, or null */
  Future<RouteOptions> add(RouteOptions route, @Nullable String before);

  /** Removes a route, either a configured or an added one. @return the removed route */
  Future<RouteOptions> remove(String id);

  /** All routes of one of the servers, in the order in which it tries them. */
  Future<List<RouteOptions>> list();
}
