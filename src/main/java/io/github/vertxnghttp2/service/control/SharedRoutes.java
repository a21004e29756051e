package io.github.vertxnghttp2.service.control;

import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.ServerVerticle;
import io.github.vertxnghttp2.service.routing.DynamicRoutes;
import io.github.vertxnghttp2.service.routing.LiveRouteTable;
import io.github.vertxnghttp2.service.routing.Route;
import io.github.vertxnghttp2.service.stats.NodeStats;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import io.vertx.core.spi.cluster.ClusterManager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The routes of all servers of this JVM with the same control address. A map that the cluster shares stores all changes
 * at run time in one entry. Operations on the entry run one after the other, so that the last result is the newest.
 */
public final class SharedRoutes implements Shareable {
  private static final System.Logger LOG = System.getLogger(ServerVerticle.class.getName());
  private static final String NAME = "io.github.vertxnghttp2.routes";
  /** Milliseconds between reloads. They are necessary because the message about a change may be lost. */
  private static final long RELOAD_INTERVAL = 10_000;
  /** Attempts to change the entry; another node may change it at the same time. */
  private static final int ATTEMPTS_MAX = 100;

  private final Vertx vertx;
  private final String address;
  private final NodeStats stats;
  private final ServerStats serverStats;
  /** This context belongs to no verticle, because the routes exist longer than a single verticle. */
  private final Context context;
  private final Promise<Void> ready = Promise.promise();
  private final List<MessageConsumer<?>> consumers = new CopyOnWriteArrayList<>();
  private final Set<String> listeningAt = new HashSet<>();
  private final Set<String> readableAt = new HashSet<>();
  private final Map<LiveRouteTable, Integer> tables = new HashMap<>();
  private int members;
  private long timer = -1;
  private Future<?> last = Future.succeededFuture();
  private String loaded;
  private DynamicRoutes dynamic = DynamicRoutes.NONE;
  private Map<String, Route> routes = Map.of();
  private Map<String, DynamicRoutes.Entry> unreadable = Map.of();

  private SharedRoutes(Vertx vertx, String address) {
    this.vertx = vertx;
    this.address = address;
    stats = NodeStats.at(vertx, address);
    serverStats = new ServerStats(vertx, address);
    context = ((VertxInternal) vertx).createEventLoopContext();
    context.runOnContext(v -> open().onComplete(ready));
  }

  /** Returns the routes of this control address. After each call, {@link #leave} must be called once. */
  public static SharedRoutes join(Vertx vertx, String address) {
    return all(vertx).compute(address, (key, known) -> {
      SharedRoutes routes = known == null ? new SharedRoutes(vertx, address) : known;
      routes.members++;
      return routes;
    });
  }

  private static LocalMap<String, SharedRoutes> all(Vertx vertx) {
    return vertx.sharedData().getLocalMap(NAME);
  }

  /** @param left the table from {@link #table} */
  public Future<Void> leave(LiveRouteTable left) {
    synchronized (this) {
      tables.computeIfPresent(left, (key, users) -> users == 1 ? null : users - 1);
      showStats();
    }
    List<Future<Void>> closed = new ArrayList<>();
    all(vertx).computeIfPresent(address, (key, known) -> {
      members--;
      if (members > 0) {
        return this;
      }
      closed.add(close());
      return null;
    });
    return closed.isEmpty() ? Future.succeededFuture() : closed.get(0);
  }

  /** Completes when the existing changes have been read, and the control address has a consumer. */
  public Future<Void> ready() {
    return ready.future();
  }

  /** Returns the table for servers with these configured routes and these allowed addresses. */
  public synchronized LiveRouteTable table(List<RouteOptions> configured, List<String> allow) {
    LiveRouteTable known = tables.keySet().stream().filter(each -> each.isFor(configured, allow)).findFirst()
      .orElse(null);
    if (known == null) {
      known = new LiveRouteTable(configured, allow, stats);
      known.update(dynamic, routes::get);
    }
    tables.merge(known, 1, Integer::sum);
    showStats();
    return known;
  }

  /** Forgets the counts of routes that no table has any more. */
  private void showStats() {
    stats.set(tables.keySet().stream().flatMap(each -> each.get().routes().stream()).map(Route::stats).toList());
  }

  /**
   * Lets the routes be read at a further address until the last server leaves.
   *
   * @param readAddress {@code null} for none
   */
  public Future<Void> readAt(String readAddress) {
    synchronized (this) {
      if (readAddress == null || !readableAt.add(readAddress)) {
        return Future.succeededFuture();
      }
    }
    Promise<Void> registered = Promise.promise();
    context.runOnContext(v -> {
      MessageConsumer<Object> reader = vertx.eventBus().consumer(readAddress, new RouteControl(this, serverStats,
        RouteControl.READING));
      consumers.add(reader);
      reader.completion().onComplete(registered);
    });
    return registered.future();
  }

  /** Whether this is the first instance that listens at an address. */
  public synchronized boolean isFirstAt(String address) {
    return listeningAt.add(address);
  }

  private Future<Void> open() {
    Future<Void> stats = Future.succeededFuture();
    if (serverStats.nodeAddress() != null) { // before the control address, which tells other nodes that there is one
      MessageConsumer<Object> ofNode = vertx.eventBus().consumer(serverStats.nodeAddress(), serverStats::reply);
      consumers.add(ofNode);
      stats = ofNode.completion();
    }
    return stats.compose(v -> openControl());
  }

  private Future<Void> openControl() {
    RouteControl handler = new RouteControl(this, serverStats, RouteControl.ACTIONS);
    MessageConsumer<Object> control = vertx.eventBus().consumer(address, handler);
    MessageConsumer<Object> changes = vertx.eventBus().consumer(changesAddress(), message -> reload());
    consumers.add(control);
    consumers.add(changes);
    if (vertx.isClustered()) {
      timer = vertx.setPeriodic(RELOAD_INTERVAL, id -> reload());
    }
    return Future.all(control.completion(), changes.completion(), reload()).mapEmpty();
  }

  private Future<Void> close() {
    vertx.cancelTimer(timer);
    Future<?> forgotten = vertx.isClustered() ? Future.succeededFuture()
      : map().compose(map -> map.remove(address));
    return Future.join(Future.join(consumers.stream().map(MessageConsumer::unregister).toList()), forgotten).mapEmpty();
  }

  private String changesAddress() {
    return address + ".changed";
  }

  private Future<AsyncMap<String, String>> map() {
    return vertx.sharedData().getAsyncMap(NAME);
  }

  /** Runs an operation after all earlier operations. */
  private synchronized <T> Future<T> next(Supplier<Future<T>> operation) {
    Future<T> done = last.transform(v -> operation.get());
    last = done;
    return done;
  }

  private Future<Void> reload() {
    return next(() -> map().compose(map -> map.get(address).compose(text -> {
      // If the entry was lost with the nodes that stored it, this node writes it again.
      return text == null && loaded != null ? map.putIfAbsent(address, loaded) : Future.succeededFuture(text);
    })).map(text -> {
      if (text != null) {
        apply(text);
      }
      return (Void) null;
    })).onFailure(cause -> LOG.log(System.Logger.Level.WARNING, "the routes at {0} cannot be read: {1}", address,
      cause));
  }

  private synchronized void apply(String text) {
    if (text.equals(loaded)) {
      return;
    }
    DynamicRoutes changed = DynamicRoutes.decode(text);
    Map<String, Route> made = new HashMap<>();
    for (DynamicRoutes.Entry entry : changed.entries()) {
      if (entry.route() != null) {
        Route before = routes.get(entry.id());
        made.put(entry.id(), before != null && before.options().toJson().equals(entry.route().toJson()) ? before
          : new Route(entry.route(), before, stats.of(entry.id())));
      }
    }
    reportUnreadable(changed);
    loaded = text;
    dynamic = changed;
    routes = made;
    tables.keySet().forEach(each -> each.update(changed, made::get));
    showStats();
  }

  /** Logs once that a route is unreadable. */
  private void reportUnreadable(DynamicRoutes changed) {
    Map<String, DynamicRoutes.Entry> now = new HashMap<>();
    for (DynamicRoutes.Entry entry : changed.entries()) {
      if (entry.unreadable() != null) {
        now.put(entry.id(), entry);
        if (!entry.equals(unreadable.get(entry.id()))) {
          LOG.log(System.Logger.Level.WARNING, "route {0}, which node {1} added or replaced, has no effect here,"
            + " because this version cannot read it: {2}", entry.id(), entry.node(), entry.unreadable().problem());
        }
      }
    }
    unreadable = now;
  }

  /** Fails with code 503 if this version cannot read the route with this id. */
  private static void checkReadable(DynamicRoutes known, String member, String id) {
    DynamicRoutes.Entry entry = known.unreadable(id);
    if (entry != null) {
      throw RouteControl.failure(RouteControl.UNAVAILABLE, member + " is \"" + id + "\"; this server cannot read that"
        + " route of node " + entry.node() + ", which has a newer version: " + entry.unreadable().problem());
    }
  }

  private synchronized boolean isConfigured(String id) {
    return id != null && tables.keySet().stream().anyMatch(each -> each.hasConfigured(id));
  }

  private boolean isKnown(DynamicRoutes changes, String id) {
    return changes.has(id) ? changes.route(id) != null : isConfigured(id);
  }

  /** @param before id of the route that a new one precedes, or {@code null} for the end */
  Future<RouteOptions> add(RouteOptions route, String before) {
    return change(known -> {
      checkReadable(known, "id", route.getId());
      if (before != null) {
        checkReadable(known, "before", before);
      }
      if (before != null && !known.has(route.getId()) && !isKnown(known, before)) {
        throw RouteControl.failure(RouteControl.NO_SUCH_ROUTE, "before is \"" + before
          + "\"; there is no route of that id");
      }
      checkAllowed("route.address", route.getAddress());
      checkAllowed(known, "id", route.getId());
      if (before != null) {
        checkAllowed(known, "before", before);
      }
      return known.put(route, before, isConfigured(before));
    }).map(route);
  }

  Future<RouteOptions> remove(String id) {
    RouteOptions[] removed = new RouteOptions[1];
    return change(known -> {
      checkReadable(known, "id", id);
      if (!isKnown(known, id)) {
        throw RouteControl.failure(RouteControl.NO_SUCH_ROUTE, "id is \"" + id + "\"; there is no route of that id");
      }
      checkAllowed(known, "id", id);
      removed[0] = known.has(id) ? known.route(id) : configured(id);
      return known.remove(id, isConfigured(id));
    }).map(v -> removed[0]);
  }

  /** Fails with code 403 if there is a route with this id, and its address is not allowed. */
  private synchronized void checkAllowed(DynamicRoutes known, String member, String id) {
    String address = "address of the route whose id is " + member + " = \"" + id + "\"";
    if (known.route(id) != null) {
      checkAllowed(address, known.route(id).getAddress());
    }
    for (LiveRouteTable table : tables.keySet()) {
      RouteOptions configured = table.configured(id);
      if (configured != null) {
        checkAllowed(address, configured.getAddress());
      }
    }
  }

  private synchronized void checkAllowed(String name, String value) {
    if (tables.isEmpty()) {
      throw RouteControl.failure(RouteControl.UNAVAILABLE, "there is no server for the routes any more");
    }
    for (LiveRouteTable table : tables.keySet()) {
      if (!table.allowed().allows(value)) {
        throw RouteControl.failure(RouteControl.FORBIDDEN, name + " is \"" + value
          + "\"; controlAllow of the server does not have it, but " + table.allowed());
      }
    }
  }

  private synchronized RouteOptions configured(String id) {
    return tables.keySet().stream().flatMap(each -> each.get().routes().stream()).filter(route -> route.id().equals(id))
      .map(Route::options).findFirst().orElseThrow();
  }

  /** Returns the routes of all tables, without duplicates. */
  Future<List<RouteOptions>> list() {
    return reload().map(v -> {
      Set<Route> all = new LinkedHashSet<>();
      synchronized (this) {
        tables.keySet().forEach(each -> all.addAll(each.get().routes()));
      }
      return all.stream().map(Route::options).toList();
    });
  }

  private Future<Void> change(Function<DynamicRoutes, DynamicRoutes> change) {
    return next(() -> map().compose(map -> attempt(map, change, 1)))
      .onSuccess(v -> vertx.eventBus().publish(changesAddress(), null));
  }

  /** {@code null} without a cluster. */
  private String nodeId() {
    ClusterManager cluster = ((VertxInternal) vertx).clusterManager();
    return cluster == null ? null : cluster.getNodeId();
  }

  private Future<Void> attempt(AsyncMap<String, String> map, Function<DynamicRoutes, DynamicRoutes> change,
                               int attempt) {
    return map.get(address).compose(before -> {
      String after = change.apply(DynamicRoutes.decode(before)).encode(nodeId());
      Future<Boolean> replaced = before == null ? map.putIfAbsent(address, after).map(other -> other == null)
        : map.replaceIfPresent(address, before, after);
      return replaced.compose(done -> {
        if (done) {
          apply(after);
          return Future.succeededFuture();
        }
        return attempt < ATTEMPTS_MAX ? attempt(map, change, attempt + 1)
          : Future.failedFuture("other nodes changed them " + ATTEMPTS_MAX + " times at the same time");
      });
    });
  }
}
