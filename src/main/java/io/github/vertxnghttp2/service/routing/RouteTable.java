package io.github.vertxnghttp2.service.routing;

import io.github.vertxnghttp2.service.syntax.PathPattern;
import io.vertx.core.http.HttpMethod;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Routes in their order. The first route that matches handles the request. Immutable. */
public final class RouteTable {
  /**
   * Routes in their order, by a hash of the first segment of the path. Routes whose path begins with a parameter are in
   * each bucket. A bucket is only a preselection: each of its routes must still be compared with the request.
   */
  private final Route[][] buckets;
  private final List<Route> routes;

  RouteTable(List<Route> routes) {
    this.routes = List.copyOf(routes);
    int size = Integer.highestOneBit(Math.max(1, 2 * routes.size() - 1)) * 2;
    List<List<Route>> filled = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      filled.add(new ArrayList<>());
    }
    for (Route route : routes) {
      String first = route.path().firstSegment();
      if (first == null) {
        filled.forEach(bucket -> bucket.add(route));
      } else {
        filled.get(hash(first, 0, first.length()) & size - 1).add(route);
      }
    }
    buckets = filled.stream().map(bucket -> bucket.toArray(Route[]::new)).toArray(Route[][]::new);
  }

  public List<Route> routes() {
    return routes;
  }

  /** The first route that matches, or {@code null}. */
  public Route find(HttpMethod method, String authority, String path) {
    for (Route route : candidates(path)) {
      if (route.matches(method, authority, path)) {
        return route;
      }
    }
    return null;
  }

  /** The methods of all routes that match host and path; empty if none does. */
  public Set<String> allowed(String authority, String path) {
    Set<String> methods = new TreeSet<>();
    for (Route route : candidates(path)) {
      if (route.matches(authority, path)) {
        route.methods().forEach(method -> methods.add(method.name()));
      }
    }
    return methods;
  }

  private Route[] candidates(String path) {
    int end = path.isEmpty() ? 0 : PathPattern.endOfSegment(path, 1);
    return buckets[hash(path, Math.min(1, end), end) & buckets.length - 1];
  }

  /** A hash of the characters from start to end. */
  private static int hash(String text, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash ^ hash >>> 16 ^ hash >>> 8;
  }

  @Override
  public String toString() {
    return Arrays.toString(routes.stream().map(Route::id).toArray());
  }
}
