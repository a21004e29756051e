package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.control.RoutesClient;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.util.List;

/**
 * Adds and removes routes of running servers, from any node, so that a verticle that handles requests can bring its own
 * routes. Requests in flight end under the route that they began with. Added routes last as long as the cluster, or
 * without a cluster as long as a server with that control address.
 *
 * <p>Futures fail with a {@link io.vertx.core.eventbus.ReplyException}. Its failure code is 400 if a route is
 * malformed, and 404 if there is no route of an id. Its failure type is NO_HANDLERS if there is no server.
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
   * Adds a route after the others, or replaces the one of the same id at its position.
   *
   * @return the route as it is now
   */
  default Future<RouteOptions> add(RouteOptions route) {
    return add(route, null);
  }

  /** As {@link #add(RouteOptions)}, but a new route precedes another. @param before id of that route, or null */
  Future<RouteOptions> add(RouteOptions route, @Nullable String before);

  /** Removes a route, configured or added. @return the removed route */
  Future<RouteOptions> remove(String id);

  /** All routes of one of the servers, in the order in which it tries them. */
  Future<List<RouteOptions>> list();
}
