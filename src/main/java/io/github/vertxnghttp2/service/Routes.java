package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.control.RoutesClient;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

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

  /**
   * The counts of the servers of one node, and of their {@code routes}, at most 1,000. Those of a route are
   * <ul>
   * <li>{@code id}
   * <li>{@code requests}: how many have begun; {@code inFlight} and {@code queued}: how many are there now
   * <li>{@code responses}: how the others have ended, by {@code 2xx}, {@code 3xx}, {@code 4xx}, {@code 5xx} (any status
   *   from 500), {@code reset} (by this server, before the response was complete) and {@code cancelled} (by the client,
   *   which reset the stream or broke a rule of HTTP/2, or the connection was lost)
   * <li>{@code errors}: the sum of {@code 5xx} and {@code reset}
   * <li>{@code limited}: those of {@code 4xx} that got 429 from the rate limit of the route
   * <li>{@code requestsPerSecond}: the averages of the 10 and the 60 last complete seconds, {@code last10s} and
   *   {@code last60s}
   * <li>{@code latencyMicros}: microseconds from the head of the request to the end of the response, of the complete
   *   {@code responses} of the last 60 to 70 seconds: {@code p50}, {@code p90} and {@code p99}, with an error of at
   *   most 1/32, and {@code max}.
   * </ul>
   * In a cluster, {@code node} is the id of the node, and {@code handlers} has the nodes that it chooses from for the
   * requests of its routes: {@code address} of the route, {@code node}, {@code inFlight} (requests of all addresses
   * that were sent there and have not ended), and {@code ejected}, whether the node is left out after failures.
   */
  Future<JsonObject> stats();

  /**
   * The counts of the servers of each node: an array {@code nodes} of at most 100 replies as of {@link #stats}. Nodes
   * that do not reply within 2 seconds are in {@code missing}, with {@code node} and {@code cause}.
   */
  Future<JsonObject> statsOfAllNodes();
}
