package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.service.ClientVerticleOptions;
import io.github.vertxnghttp2.service.syntax.Origin;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The connections of one client verticle, by origin. Used on the context of the verticle only. */
final class OriginPool {
  private final Context context;
  private final ClientVerticleOptions options;
  private final TargetPolicy targets;
  /** In the order of their last use, the least recently used first. */
  private final Map<Origin, OriginConnections> origins = new LinkedHashMap<>(16, 0.75f, true);

  OriginPool(Context context, ClientVerticleOptions options) {
    this.context = context;
    this.options = options;
    targets = new TargetPolicy(options);
  }

  /**
   * Returns a connection for one request. The caller releases the connection after the response.
   *
   * @return the connection; the future fails if the origin is not allowed, if connecting fails, or if maxConnections
   *   origins are all in use
   */
  Future<PooledConnection> connection(Origin origin) {
    OriginConnections connections = origins.get(origin);
    if (connections == null) {
      ServiceFailure refusal = targets.refusal(origin);
      if (refusal != null) {
        return Future.failedFuture(refusal);
      }
      if (origins.size() >= options.getMaxConnections() && !evict()) {
        return Future.failedFuture(new ServiceFailure(ServiceFailure.UNPROCESSED, "no connection to " + origin.name()
          + ": requests are in flight to maxConnections = " + options.getMaxConnections() + " other origins"));
      }
      connections = new OriginConnections(context, origin, options, targets);
      origins.put(origin, connections);
    }
    return connections.connection();
  }

  /** Closes the connections to an origin that has no requests. @return false if there is no such origin */
  private boolean evict() {
    for (Iterator<OriginConnections> each = origins.values().iterator(); each.hasNext(); ) {
      OriginConnections connections = each.next();
      if (connections.isIdle()) {
        each.remove();
        connections.close();
        return true;
      }
    }
    return false;
  }

  /**
   * Closes the connections to one origin, at all addresses. Requests in flight may finish within the grace period of
   * the options. A later request opens a new connection.
   */
  Future<Void> close(Origin origin) {
    List<OriginConnections> closing = new ArrayList<>(origins.values());
    closing.removeIf(connections -> !connections.origin().name().equals(origin.name()));
    return closeAll(closing);
  }

  /** Closes all connections, as {@link #close(Origin)} does. */
  Future<Void> close() {
    return closeAll(new ArrayList<>(origins.values()));
  }

  private Future<Void> closeAll(List<OriginConnections> closing) {
    closing.forEach(connections -> origins.remove(connections.origin()));
    return Future.join(closing.stream().map(OriginConnections::close).toList()).mapEmpty();
  }

  /** Returns one object for each origin. */
  JsonArray stats() {
    JsonArray stats = new JsonArray();
    origins.values().forEach(connections -> stats.add(new JsonObject()
      .put("origin", connections.origin().name())
      .put("connect", connections.dialled())
      .put("connections", connections.connections())
      .put("inFlight", connections.inFlight())
      .put("pending", connections.pending())
      .put("requests", connections.requests())));
    return stats;
  }
}
