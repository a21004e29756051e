package io.github.vertxnghttp2.service.routing;

import io.github.vertxnghttp2.service.RouteForm;
import io.github.vertxnghttp2.service.RouteMode;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.TokenOptions;
import io.github.vertxnghttp2.service.limits.RateLimiter;
import io.github.vertxnghttp2.service.stats.RouteStats;
import io.github.vertxnghttp2.service.syntax.HostPattern;
import io.github.vertxnghttp2.service.syntax.PathPattern;
import io.vertx.core.http.HttpMethod;

import java.util.LinkedHashSet;
import java.util.Set;

/** A route, compiled from its options. */
public final class Route {
  private final RouteOptions options;
  private final String id;
  /** {@code null} for any. */
  private final Set<HttpMethod> methods;
  private final HostPattern host;
  private final PathPattern path;
  private final String address;
  private final RouteMode mode;
  private final boolean json;
  private final long timeout;
  private final long maxBodySize;
  private final RouteChoice choice;
  private final RouteGate gate;
  private final RouteStats stats;
  private final TokenOptions.Check token;
  private final RateLimiter rateLimiter;

  /**
   * @param before the route that this one replaces, or {@code null}. If both routes have the same limits, they share a
   *   gate. The requests in flight then count against the limits of the new route. If they have the same rate limit,
   *   they share the buckets of the clients.
   * @param stats where the requests are counted
   */
  public Route(RouteOptions options, Route before, RouteStats stats) {
    this.options = new RouteOptions(options);
    this.stats = stats;
    id = options.getId();
    methods = options.getMethod() == null ? null : methods(options);
    host = options.getHost() == null ? null : HostPattern.of(options.getHost());
    path = PathPattern.of(options.getPath());
    address = options.getAddress();
    mode = options.getMode();
    json = options.getForm() == RouteForm.JSON;
    timeout = options.getTimeout();
    maxBodySize = options.getMaxBodySize();
    choice = new RouteChoice(options.getChoice(), path);
    if (before != null && before.options.getConcurrency() == options.getConcurrency()
      && before.options.getQueue() == options.getQueue()) {
      gate = before.gate;
    } else {
      gate = options.getConcurrency() == 0 ? null : new RouteGate(options.getConcurrency(), options.getQueue());
    }
    token = options.getToken();
    rateLimiter = rateLimiter(before);
  }

  private RateLimiter rateLimiter(Route before) {
    if (options.getRateLimit() == null) {
      return null;
    }
    return before != null && before.rateLimiter != null
      && before.options.getRateLimit().toJson().equals(options.getRateLimit().toJson()) ? before.rateLimiter
      : new RateLimiter(options.getRateLimit());
  }

  private static Set<HttpMethod> methods(RouteOptions options) {
    Set<HttpMethod> methods = new LinkedHashSet<>();
    for (String method : options.getMethod()) {
      methods.add(HttpMethod.valueOf(method));
    }
    if (methods.contains(HttpMethod.GET)) {
      methods.add(HttpMethod.HEAD);
    }
    return methods;
  }

  boolean matches(HttpMethod method, String authority, String requestPath) {
    return (methods == null || methods.contains(method)) && matches(authority, requestPath);
  }

  /** Whether host and path match, for any method. */
  boolean matches(String authority, String requestPath) {
    return path.matches(requestPath) && (host == null || host.matches(authority));
  }

  public RouteOptions options() {
    return options;
  }

  public String id() {
    return id;
  }

  /** {@code null} for any. GET includes HEAD. */
  Set<HttpMethod> methods() {
    return methods;
  }

  public PathPattern path() {
    return path;
  }

  public String address() {
    return address;
  }

  public RouteMode mode() {
    return mode;
  }

  public boolean isJson() {
    return json;
  }

  public long timeout() {
    return timeout;
  }

  public long maxBodySize() {
    return maxBodySize;
  }

  public RouteChoice choice() {
    return choice;
  }

  /** {@code null} for no limit. */
  public RouteGate gate() {
    return gate;
  }

  public RouteStats stats() {
    return stats;
  }

  /** Whether the route takes each request, from whom and how often it may come. */
  public boolean isOpen() {
    return token == TokenOptions.Check.NONE && rateLimiter == null;
  }

  /** Whether bearer tokens are verified. */
  public TokenOptions.Check token() {
    return token;
  }

  /** {@code null} for no limit. */
  public RateLimiter rateLimiter() {
    return rateLimiter;
  }
}
