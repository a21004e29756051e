package io.github.vertxnghttp2.service.nodes;

import io.github.vertxnghttp2.service.ServerVerticle;
import io.github.vertxnghttp2.service.routing.RouteChoice;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The nodes with consumers of one address. Chooses one for each request. Safe for use by any thread. */
public final class AddressNodes {
  private static final System.Logger LOG = System.getLogger(ServerVerticle.class.getName());
  private static final HandlerNode[] NONE = {};
  /** Ejected nodes are chosen, too. */
  private static final long ALL = 0;

  private final String address;
  /** The id of the own node. */
  private final String self;
  private final LongSupplier clock;
  private final AtomicInteger requests = new AtomicInteger();
  private final ResendBudget budget;
  /** All nodes with consumers, also those that are not chosen now. */
  private final Map<String, HandlerNode> registered = new HashMap<>();
  private volatile HandlerNode[] nodes = NONE;
  private volatile boolean known;
  private final List<Runnable> whenKnown = new ArrayList<>();

  /** @param clock {@link System#nanoTime} */
  AddressNodes(String address, String self, LongSupplier clock) {
    this.address = address;
    this.self = self;
    this.clock = clock;
    budget = new ResendBudget(clock.getAsLong());
  }

  String address() {
    return address;
  }

  // --- the nodes ---

  /** Whether the consumers have been looked up. */
  public boolean isKnown() {
    return known;
  }

  /** Calls a task when the consumers have been looked up, or when that takes too long; on any thread. */
  public void whenKnown(Runnable task) {
    synchronized (whenKnown) {
      if (!known) {
        whenKnown.add(task);
        return;
      }
    }
    task.run();
  }

  void known() {
    List<Runnable> tasks;
    synchronized (whenKnown) {
      known = true;
      tasks = List.copyOf(whenKnown);
      whenKnown.clear();
    }
    tasks.forEach(Runnable::run);
  }

  /**
   * Sets the nodes with consumers. Those that were known keep their state.
   *
   * @param load of a node
   */
  synchronized void update(Collection<String> ids, Function<String, NodeLoad> load) {
    registered.keySet().retainAll(Set.copyOf(ids));
    for (String id : ids) {
      NodeLoad now = load.apply(id);
      registered.compute(id, (key, node) -> node != null && node.load() == now ? node
        : new HandlerNode(this, now, id.equals(self)));
    }
    nodes = registered.values().toArray(NONE);
  }

  /** Vert.x chooses until the next {@link #update}. */
  synchronized void clear() {
    nodes = NONE;
  }

  /** The node is lost. */
  synchronized void remove(NodeLoad load) {
    registered.values().removeIf(node -> node.load() == load);
    nodes = Arrays.stream(nodes).filter(node -> node.load() != load).toArray(HandlerNode[]::new);
  }

  /** @return false if the node is not chosen already */
  private synchronized boolean leaveOut(HandlerNode left) {
    HandlerNode[] others = Arrays.stream(nodes).filter(node -> node != left).toArray(HandlerNode[]::new);
    boolean changed = others.length < nodes.length;
    nodes = others;
    return changed;
  }

  /** Where the consumers of a node get messages; {@code null} if it has none. */
  String addressAt(NodeLoad load) {
    for (HandlerNode node : nodes) {
      if (node.load() == load) {
        return node.address();
      }
    }
    return null;
  }

  /** The number of requests so far, which overflows. */
  int requests() {
    return requests.get();
  }

  List<NodeState> states() {
    return Arrays.stream(nodes)
      .map(node -> new NodeState(address, node.id(), node.load().inFlight(), node.isEjected())).toList();
  }

  // --- the choice ---

  /**
   * Chooses a node for a request: by the key if there is one, else the own node, else the one with the fewest requests
   * in flight. Nodes with as many requests take turns.
   *
   * @param key requests with the same key go to the same node; {@code null} for no key
   * @return {@code null} if no node is known, or if there are other consumers than RequestConsumers: Vert.x chooses
   */
  public HandlerNode choose(RouteChoice choice, String key) {
    return choose(requests.getAndIncrement(), null, choice, key);
  }

  HandlerNode other(HandlerNode than, RouteChoice choice, String key) {
    HandlerNode other = choose(requests.get(), than, choice, key);
    return other != null && mayResend(choice) ? other : null;
  }

  /** Whether one more request may be sent again although a handler may have begun. If so, it counts. */
  public boolean mayResend(RouteChoice choice) {
    boolean allowed = budget.take(requests.get(), choice.resendPercent(), clock.getAsLong());
    if (!allowed) {
      LOG.log(System.Logger.Level.DEBUG, "a request to {0} is not sent again: resendPercent = {1} is used up", address,
        choice.resendPercent());
    }
    return allowed;
  }

  private HandlerNode choose(int turn, HandlerNode except, RouteChoice choice, String key) {
    HandlerNode[] all = nodes;
    if (choice.ejectAfter() > 0 && hasEjected(all)) {
      long now = clock.getAsLong() | 1;
      HandlerNode best = best(all, turn, except, choice, key, now);
      while (best != null && !best.admits(now, choice.ejectNanos())) { // another request tries it at this moment
        best = best(all, turn, except, choice, key, now);
      }
      if (best != null) {
        return best;
      }
    }
    return best(all, turn, except, choice, key, ALL);
  }

  private static boolean hasEjected(HandlerNode[] all) {
    for (HandlerNode node : all) {
      if (node.isEjected()) {
        return true;
      }
    }
    return false;
  }

  /** @param now the time, if ejected nodes are left out, or {@link #ALL} */
  private HandlerNode best(HandlerNode[] all, int turn, HandlerNode except, RouteChoice choice, String key, long now) {
    long hash = key == null ? 0 : StickyHash.of(key);
    HandlerNode best = null;
    long most = 0;
    for (int i = 0; i < all.length; i++) {
      HandlerNode node = all[((turn & Integer.MAX_VALUE) % all.length + i) % all.length];
      if (except != null && node.id().equals(except.id()) || now != ALL && !node.isUsable(now)) {
        continue;
      }
      long weight = key != null ? StickyHash.weight(node.hash(), hash)
        : choice.isLocalFirst() && node.isLocal() ? Long.MAX_VALUE : -node.load().inFlight();
      if (best == null || weight > most) {
        best = node;
        most = weight;
      }
    }
    return best;
  }

  // --- failures ---

  void onFailure(HandlerNode node, RouteChoice choice, long sentAt) {
    if (choice.ejectAfter() > 0) {
      int failures = node.fail();
      if (failures >= choice.ejectAfter() || node.isEjected()) {
        eject(node, choice, failures, sentAt);
      }
    }
  }

  private synchronized void eject(HandlerNode node, RouteChoice choice, int failures, long sentAt) {
    if (node.isEjected()) {
      if (node.isSinceEjection(sentAt)) {
        node.eject(clock.getAsLong(), choice.ejectNanos());
      }
    } else if (Arrays.stream(nodes).anyMatch(other -> other != node && !other.isEjected())) {
      node.eject(clock.getAsLong(), choice.ejectNanos());
      LOG.log(System.Logger.Level.WARNING, "node {0} is left out for requests to {1} for {2} ms, and until one succeeds:"
        + " {3} have failed there in a row", node.id(), address, TimeUnit.NANOSECONDS.toMillis(choice.ejectNanos()),
        failures);
    }
  }

  /** Counts one failure until the next look-up: requests that were sent at the same time say nothing new. */
  boolean hasNoConsumer(HandlerNode node, RouteChoice choice, Throwable cause) {
    if (!(cause instanceof ReplyException failure) || failure.failureType() != ReplyFailure.NO_HANDLERS) {
      return false;
    }
    if (leaveOut(node)) {
      onFailure(node, choice, clock.getAsLong());
    }
    return true;
  }
}
