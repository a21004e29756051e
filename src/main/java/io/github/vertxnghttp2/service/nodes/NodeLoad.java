package io.github.vertxnghttp2.service.nodes;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The requests that the servers of this Vert.x have sent to one node. Safe for use by any thread. */
final class NodeLoad {
  private final String node;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Set<NodeRequest> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean lost;

  NodeLoad(String node) {
    this.node = node;
  }

  String node() {
    return node;
  }

  /** The number of requests that have not ended. */
  int inFlight() {
    return inFlight.get();
  }

  void begin() {
    inFlight.incrementAndGet();
  }

  void end() {
    inFlight.decrementAndGet();
  }

  /** Notifies a request when the node is lost, until {@link #forget}. */
  void await(NodeRequest request) {
    waiting.add(request);
    if (lost && waiting.remove(request)) {
      request.onNodeLost();
    }
  }

  void forget(NodeRequest request) {
    waiting.remove(request);
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  /** Notifies the requests that wait for the node, and those that will. */
  void lose() {
    lost = true;
    for (NodeRequest request : List.copyOf(waiting)) {
      if (waiting.remove(request)) {
        request.onNodeLost();
      }
    }
  }
}
