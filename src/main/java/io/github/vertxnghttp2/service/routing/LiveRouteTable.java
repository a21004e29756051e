package io.github.vertxnghttp2.service.routing;

import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.ServerVerticle;
import io.github.vertxnghttp2.service.stats.NodeStats;
import io.github.vertxnghttp2.service.syntax.AddressAllowList;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The current table of servers with the same configured routes and the same list of allowed addresses. It contains
 * those routes, with the changes at run time. A change has an effect only if all routes that it concerns have allowed
 * addresses, since a server whose list is longer may have made it.
 */
public final class LiveRouteTable implements Supplier<RouteTable> {
  private static final System.Logger LOG = System.getLogger(ServerVerticle.class.getName());

  private final List<RouteOptions> options;
  private final Map<String, Route> configured = new LinkedHashMap<>();
  private final AddressAllowList allowed;
  private Set<String> ignored = Set.of();
  private volatile RouteTable current;

  /**
   * @param allow the addresses of routes that may be added, replaced and removed
   * @param stats of the routes
   */
  public LiveRouteTable(List<RouteOptions> options, List<String> allow, NodeStats stats) {
    allowed = AddressAllowList.of(allow, "controlAllow");
    this.options = options.stream().map(RouteOptions::new).toList();
    for (RouteOptions each : options) {
      configured.put(each.getId(), new Route(each, null, stats.of(each.getId())));
    }
    current = new RouteTable(List.copyOf(configured.values()));
  }

  public boolean isFor(List<RouteOptions> others, List<String> allow) {
    return allowed.equals(AddressAllowList.of(allow, "controlAllow")) && json(options).equals(json(others));
  }

  private static List<JsonObject> json(List<RouteOptions> routes) {
    return routes.stream().map(RouteOptions::toJson).toList();
  }

  public boolean hasConfigured(String id) {
    return configured.containsKey(id);
  }

  /** The configured route with this id, even if it was replaced or removed; or {@code null}. */
  public RouteOptions configured(String id) {
    Route route = configured.get(id);
    return route == null ? null : route.options();
  }

  /** The addresses of routes that may be added, replaced and removed. */
  public AddressAllowList allowed() {
    return allowed;
  }

  /**
   * @param all the changes
   * @param routes the routes of the changes by their id
   */
  public void update(DynamicRoutes all, Function<String, Route> routes) {
    Set<String> notAllowed = new TreeSet<>();
    DynamicRoutes changes = all.filter(entry -> {
      if (entry.unreadable() != null) {
        return false;
      } else if (isAllowed(entry)) {
        return true;
      }
      notAllowed.add(entry.id());
      return false;
    });
    if (!notAllowed.equals(ignored)) {
      ignored = notAllowed;
      LOG.log(System.Logger.Level.WARNING, "changes of these routes are ignored, because controlAllow = {0} does not"
        + " have their addresses: {1}", allowed, notAllowed);
    }
    List<Route> merged = new ArrayList<>();
    for (String id : changes.merge(List.copyOf(configured.keySet()))) {
      Route route = changes.has(id) ? routes.apply(id) : configured.get(id);
      if (route != null) {
        merged.add(route);
      }
    }
    current = new RouteTable(merged);
  }

  private boolean isAllowed(DynamicRoutes.Entry entry) {
    return (entry.route() == null || allowed.allows(entry.route().getAddress()))
      && isConfiguredAllowed(entry.id()) && (entry.before() == null || isConfiguredAllowed(entry.before()));
  }

  private boolean isConfiguredAllowed(String id) {
    Route route = configured.get(id);
    return route == null || allowed.allows(route.address());
  }

  @Override
  public RouteTable get() {
    return current;
  }
}
