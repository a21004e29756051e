package io.github.vertxnghttp2.service.nodes;

import io.github.vertxnghttp2.service.ServerVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The nodes of a cluster that handle the requests of this one. A message to an address of the event bus does not
 * show which node gets it. So the servers of this Vert.x choose the node, if all consumers of the address are
 * RequestConsumers. Otherwise Vert.x chooses. Safe for use by any thread.
 */
public final class HandlerNodes implements Shareable {
  private static final System.Logger LOG = System.getLogger(ServerVerticle.class.getName());
  private static final String MAP = "io.github.vertxnghttp2.handlerNodes";
  /** Milliseconds between comparisons of the nodes in the cluster, which the cluster manager lists without I/O. */
  private static final long INTERVAL = 250;
  /** The consumers are looked up once in so many intervals. */
  private static final int LOOKUP_INTERVALS = 4;
  /** The consumers of an address are looked up until no request has been sent there in so many intervals. */
  private static final int UNUSED_INTERVALS = 240;
  /** The timer ends when there was nothing to do in so many intervals. */
  private static final int IDLE_INTERVALS = 4;
  /** Milliseconds that the first requests to an address wait for the look-up. Then Vert.x chooses. */
  private static final long FIRST_LOOKUP_TIMEOUT = 500;

  private final VertxInternal vertx;
  private final ContextInternal loop;
  private final ConsumerLookup lookup;
  private final NodeWatch watch;
  private final Map<String, AddressNodes> addresses = new ConcurrentHashMap<>();
  /** How many requests an address had, and in how many intervals no other was added. */
  private final Map<AddressNodes, Use> uses = new HashMap<>();
  private int intervals;
  private int idleIntervals;
  private long timer = -1;

  private record Use(int requests, int intervals) {
    private Use next(int now) {
      return new Use(now, now == requests ? intervals + 1 : 0);
    }
  }

  private HandlerNodes(VertxInternal vertx) {
    this.vertx = vertx;
    loop = vertx.createEventLoopContext();
    watch = new NodeWatch(vertx, loop, this::addressAt, lost -> addresses.values().forEach(each -> each.remove(lost)));
    lookup = new ConsumerLookup(vertx.clusterManager(), loop, watch::present);
  }

  /** @return {@code null} without a cluster */
  public static HandlerNodes of(Vertx vertx) {
    if (!vertx.isClustered()) {
      return null;
    }
    LocalMap<String, HandlerNodes> one = vertx.sharedData().getLocalMap(MAP);
    return one.computeIfAbsent("", key -> new HandlerNodes((VertxInternal) vertx));
  }

  /**
   * The nodes that the servers of a Vert.x choose from now: those with consumers of addresses to which requests were
   * sent in the last minute. Without a cluster there are none.
   */
  public static List<NodeState> states(Vertx vertx) {
    HandlerNodes nodes = of(vertx);
    return nodes == null ? List.of()
      : nodes.addresses.values().stream().flatMap(each -> each.states().stream()).toList();
  }

  /** The nodes with consumers of an address. If it was not used lately, they are looked up. */
  public AddressNodes at(String address) {
    AddressNodes known = addresses.get(address);
    if (known == null) {
      AddressNodes added = new AddressNodes(address, vertx.clusterManager().getNodeId(), System::nanoTime);
      known = addresses.putIfAbsent(address, added);
      if (known == null) {
        known = added;
        loop.runOnContext(v -> start(added));
      }
    }
    return known;
  }

  private String addressAt(NodeLoad load) {
    return addresses.values().stream().map(each -> each.addressAt(load)).filter(Objects::nonNull).findFirst()
      .orElse(null);
  }

  // --- on the event loop ---

  private void start(AddressNodes added) {
    loop.setTimer(FIRST_LOOKUP_TIMEOUT, id -> added.known());
    lookUp(added);
    if (timer < 0) {
      timer = loop.setPeriodic(INTERVAL, id -> onInterval());
    }
  }

  private void onInterval() {
    watch.onInterval();
    for (AddressNodes each : addresses.values()) {
      Use use = uses.merge(each, new Use(each.requests(), 0), (known, now) -> known.next(now.requests()));
      if (use.intervals() > UNUSED_INTERVALS) {
        addresses.remove(each.address(), each);
        uses.remove(each);
      }
    }
    if (++intervals % LOOKUP_INTERVALS == 0) {
      addresses.values().forEach(this::lookUp);
    }
    idleIntervals = addresses.isEmpty() && watch.isIdle() ? idleIntervals + 1 : 0;
    if (idleIntervals > IDLE_INTERVALS) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  private void lookUp(AddressNodes nodes) {
    lookup.nodes(nodes.address()).onComplete(all -> nodes.update(watch.present(all), watch::load), cause -> {
      if (cause instanceof ConsumerLookup.OtherConsumersException) {
        nodes.clear();
        LOG.log(System.Logger.Level.DEBUG, "Vert.x chooses the handlers of requests to {0}: {1}", nodes.address(),
          cause);
      } else {
        LOG.log(System.Logger.Level.DEBUG, "the consumers of {0} cannot be looked up: {1}", nodes.address(), cause);
      }
    }).onComplete(done -> nodes.known());
  }
}
