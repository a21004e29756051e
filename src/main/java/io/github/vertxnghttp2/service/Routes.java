package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.control.RoutesClient;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.util.List;

/**
 * Adds and removes routes of running servers, from any node: a verticle that handles requests brings its own. Requests in
 * flight end under the route that they began with. What is added lives as long as the cluster; without one, as long as a
 * server with that control address.
 *
 * <p>Futures fail with a {@link io.vertx.core.eventbus.ReplyException}: its failure code is 400 for a route that cannot be,
 * 404 for an id that there is not, and its failure type NO_HANDLERS if there is no server.
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

  /** Adds a route behind the others; one of the same id is replaced where it stands. @return the route as it is now */
  default Future<RouteOptions> add(RouteOptions route) {
    return add(route, null);
  }

  /** As {@link #add(RouteOptions)}, but a new one goes in front of another. @param before id of that route, or null */
  Future<RouteOptions> add(RouteOptions route, @Nullable String before);

  /** Removes a route, configured or added. @return what it was */
  Future<RouteOptions> remove(String id);

  /** All routes in the order in which they are tried, of the server that answers. */
  Future<List<RouteOptions>> list();
}
