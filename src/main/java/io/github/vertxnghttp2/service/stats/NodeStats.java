package io.github.vertxnghttp2.service.stats;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The counts of all routes of the servers of this Vert.x with the same control address. It has exactly the routes of
 * their tables. Safe for use by any thread.
 */
public final class NodeStats implements Shareable {
  private static final String MAP = "io.github.vertxnghttp2.stats";

  /** Notified of routes. Called while other changes wait. */
  public interface Listener {
    void added(RouteStats route);

    void removed(RouteStats route);
  }

  private final StatsClock clock;
  private final List<Listener> listeners = new ArrayList<>();
  private volatile Map<String, RouteStats> routes = Map.of();

  /** @param nanoTime as {@link System#nanoTime} */
  public NodeStats(LongSupplier nanoTime) {
    clock = new StatsClock(nanoTime);
  }

  /** The one of this control address. */
  public static NodeStats at(Vertx vertx, String controlAddress) {
    LocalMap<String, NodeStats> byAddress = vertx.sharedData().getLocalMap(MAP);
    return byAddress.computeIfAbsent(controlAddress, address -> new NodeStats(System::nanoTime));
  }

  /** The counts for a route with this id: those of the present route, or new ones. */
  public RouteStats of(String id) {
    RouteStats known = routes.get(id);
    return known == null ? new RouteStats(id, clock) : known;
  }

  /** The routes in the order of the tables. */
  public Collection<RouteStats> routes() {
    return routes.values();
  }

  /** @return {@code null} if there is no route with this id */
  public RouteStats route(String id) {
    return routes.get(id);
  }

  /** Sets the routes. Those that are no longer among them lose their counts. */
  public synchronized void set(Collection<RouteStats> all) {
    Map<String, RouteStats> now = new LinkedHashMap<>();
    all.forEach(route -> now.putIfAbsent(route.id(), route));
    Map<String, RouteStats> before = routes;
    routes = now;
    for (Listener listener : listeners) {
      before.values().stream().filter(route -> now.get(route.id()) != route).forEach(listener::removed);
      now.values().stream().filter(route -> before.get(route.id()) != route).forEach(listener::added);
    }
  }

  /** Notifies a listener of the present routes now, and of changes later. */
  public synchronized void add(Listener listener) {
    listeners.add(listener);
    routes.values().forEach(listener::added);
  }

  /** Notifies a listener that it has no routes any more. */
  public synchronized void remove(Listener listener) {
    if (listeners.remove(listener)) {
      routes.values().forEach(listener::removed);
    }
  }
}
