package io.github.vertxnghttp2.micrometer;

import io.github.vertxnghttp2.service.ServerVerticleOptions;
import io.github.vertxnghttp2.service.stats.NodeStats;
import io.github.vertxnghttp2.service.stats.RequestEnd;
import io.github.vertxnghttp2.service.stats.RouteStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Publishes the counts of the routes of {@code nghttp2:server} as meters of a registry: those that the action
 * {@code stats} of the control address replies with. The meters are named {@code vertx.http2.server.route.*}. Their
 * tags are {@code route}, the id of the route, and {@code node}, the id of the node, or {@code -} without a cluster.
 * There are meters for each route that the servers of this Vert.x have now, and for no others: they are removed with
 * their route. Any thread can call the methods.
 */
public final class RouteMeters implements MeterBinder, AutoCloseable {
  private static final String PREFIX = "vertx.http2.server.route.";
  private static final double[] PERCENTILES = {0.5, 0.9, 0.99};

  private final NodeStats stats;
  private final Tags tags;
  private final List<Binding> bindings = new ArrayList<>();

  private RouteMeters(NodeStats stats, Tags tags) {
    this.stats = stats;
    this.tags = tags;
  }

  /**
   * Creates the meters of the servers with the default control address.
   *
   * @param tags the tags of each meter; two instances in one registry need different tags
   */
  public static RouteMeters of(Vertx vertx, Tag... tags) {
    return of(vertx, ServerVerticleOptions.DEFAULT_CONTROL_ADDRESS, tags);
  }

  /**
   * Creates the meters of the servers with this control address. There need not be such servers yet.
   *
   * @param tags the tags of each meter; two instances in one registry need different tags
   */
  public static RouteMeters of(Vertx vertx, String controlAddress, Tag... tags) {
    String node = vertx.isClustered() ? ((VertxInternal) vertx).clusterManager().getNodeId() : "-";
    return new RouteMeters(NodeStats.at(vertx, controlAddress), Tags.of(tags).and("node", node));
  }

  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    Binding binding = new Binding(registry);
    bindings.add(binding);
    stats.add(binding);
  }

  /** Removes the meters from all registries. */
  @Override
  public synchronized void close() {
    bindings.forEach(stats::remove);
    bindings.clear();
  }

  /** The meters in one registry. */
  private final class Binding implements NodeStats.Listener {
    private final MeterRegistry registry;
    private final Map<String, List<Meter>> meters = new HashMap<>();

    private Binding(MeterRegistry registry) {
      this.registry = registry;
    }

    @Override
    public void added(RouteStats route) {
      Tags own = tags.and("route", route.id());
      List<Meter> added = new ArrayList<>();
      added.add(count("requests", "Requests that have begun", own, route, RouteStats::requests));
      for (RequestEnd end : RequestEnd.values()) {
        added.add(count("responses", "Requests that have ended", own.and("class", end.key()), route,
          each -> each.ended(end)));
      }
      added.add(count("limited", "Requests beyond the rate limit of their clients", own, route,
        RouteStats::limitedRequests));
      added.add(gauge("in.flight", "Requests that are in flight", own, route, RouteStats::inFlight));
      added.add(gauge("queued", "Requests that wait at the limit of the route", own, route, RouteStats::waiting));
      added.add(FunctionTimer.builder(PREFIX + "latency", route, RouteStats::completed, RouteStats::totalMicros,
        TimeUnit.MICROSECONDS).tags(own).description("Complete responses, from the head of the request")
        .register(registry));
      for (double share : PERCENTILES) {
        added.add(latency("latency.percentile", own.and("phi", Double.toString(share)), route,
          each -> each.latencies().percentile(share)));
      }
      added.add(latency("latency.max", own, route, each -> each.latencies().max()));
      meters.put(route.id(), added);
    }

    @Override
    public void removed(RouteStats route) {
      meters.remove(route.id()).forEach(registry::remove);
    }

    private Meter count(String name, String description, Tags own, RouteStats route, ToDoubleFunction<RouteStats> of) {
      return FunctionCounter.builder(PREFIX + name, route, of).tags(own).description(description).register(registry);
    }

    private Meter gauge(String name, String description, Tags own, RouteStats route, ToDoubleFunction<RouteStats> of) {
      return Gauge.builder(PREFIX + name, route, of).tags(own).description(description).register(registry);
    }

    private Meter latency(String name, Tags own, RouteStats route, ToLongFunction<RouteStats> micros) {
      return TimeGauge.builder(PREFIX + name, route, TimeUnit.MICROSECONDS, micros::applyAsLong).tags(own)
        .description("Of complete responses of the last minute").register(registry);
    }
  }
}
