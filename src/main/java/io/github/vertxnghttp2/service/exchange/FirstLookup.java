package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.nodes.AddressNodes;
import io.github.vertxnghttp2.service.nodes.HandlerNodes;
import io.github.vertxnghttp2.service.routing.RouteMatch;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import java.util.concurrent.TimeUnit;

/**
 * Lets the first requests to an address wait until its consumers have been looked up. Otherwise Vert.x would choose
 * their nodes, and they would get no response if the node is lost.
 */
final class FirstLookup {
  private final Vertx vertx;
  /** {@code null} without a cluster. */
  private final HandlerNodes nodes;
  private final Next next;

  /** Forwards a request whose consumers are known. */
  interface Next {
    /**
     * As {@link RequestForwarder#forward}.
     *
     * @param consumers of the address of the route; {@code null} without a cluster
     */
    void forward(AddressNodes consumers, ServerRequest request, RouteMatch match, long timeout, Runnable released);
  }

  FirstLookup(Vertx vertx, Next next) {
    this.vertx = vertx;
    this.next = next;
    nodes = HandlerNodes.of(vertx);
  }

  /** As {@link RequestForwarder#forward}. */
  void forward(ServerRequest request, RouteMatch match, long timeout, Runnable released) {
    AddressNodes consumers = nodes == null ? null : nodes.at(match.route().address());
    if (consumers == null || consumers.isKnown()) {
      next.forward(consumers, request, match, timeout, released);
    } else {
      await(consumers, request, match, timeout, released);
    }
  }

  private void await(AddressNodes consumers, ServerRequest request, RouteMatch match, long timeout,
                     Runnable released) {
    Context context = vertx.getOrCreateContext();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout);
    consumers.whenKnown(() -> context.runOnContext(v -> {
      if (request.response().sent().isComplete()) { // the client has gone
        released.run();
        return;
      }
      try {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        next.forward(consumers, request, match, Math.max(1, left), released);
      } catch (RuntimeException e) {
        released.run();
        throw e;
      }
    }));
  }
}
