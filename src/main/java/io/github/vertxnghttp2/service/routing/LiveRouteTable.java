package io.github.vertxnghttp2.service.routing;

import io.github.vertxnghttp2.service.RouteOptions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The current table of servers with the same configured routes. It contains those routes, with the changes at run time.
 */
public final class LiveRouteTable implements Supplier<RouteTable> {
  private final List<RouteOptions> options;
  private final Map<String, Route> configured = new LinkedHashMap<>();
  private volatile RouteTable current;

  public LiveRouteTable(List<RouteOptions> options) {
    this.options = options.stream().map(RouteOptions::new).toList();
    for (RouteOptions each : options) {
      configured.put(each.getId(), new Route(each, null));
    }
    current = new RouteTable(List.copyOf(configured.values()));
  }

  public boolean isFor(List<RouteOptions> others) {
    return options.stream().map(RouteOptions::toJson).toList().equals(others.stream().map(RouteOptions::toJson)
      .toList());
  }

  public boolean hasConfigured(String id) {
    return configured.containsKey(id);
  }

  /** @param routes the routes of the changes by their id */
  public void update(DynamicRoutes changes, Function<String, Route> routes) {
    List<Route> merged = new ArrayList<>();
    for (String id : changes.merge(List.copyOf(configured.keySet()))) {
      Route route = changes.has(id) ? routes.apply(id) : configured.get(id);
      if (route != null) {
        merged.add(route);
      }
    }
    current = new RouteTable(merged);
  }

  @Override
  public RouteTable get() {
    return current;
  }
}
