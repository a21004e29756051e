package io.github.vertxnghttp2.service.nodes;

import io.github.vertxnghttp2.service.bus.wire.HandlerAddress;
import io.github.vertxnghttp2.service.routing.RouteChoice;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The consumers of one address on one node. After failures in a row the node is left out, which is called ejected. When
 * that time is over, one request tries the node: its success ends the ejection, and its failure prolongs it. Safe for
 * use by any thread.
 */
public final class HandlerNode {
  /** In {@link #ejectedUntil}. */
  private static final long NOT_EJECTED = 0;

  private final AddressNodes all;
  private final NodeLoad load;
  private final String address;
  private final boolean isLocal;
  private final long hash;
  private final AtomicInteger failures = new AtomicInteger();
  /** {@link System#nanoTime}, which is odd, or {@link #NOT_EJECTED}. */
  private final AtomicLong ejectedUntil = new AtomicLong(NOT_EJECTED);
  private volatile long ejectedAt;

  HandlerNode(AddressNodes all, NodeLoad load, boolean isLocal) {
    this.all = all;
    this.load = load;
    this.isLocal = isLocal;
    address = HandlerAddress.of(load.node(), all.address());
    hash = StickyHash.of(load.node());
  }

  /** The id of the node. */
  public String id() {
    return load.node();
  }

  /** Where the consumers of this node get messages. */
  public String address() {
    return address;
  }

  NodeLoad load() {
    return load;
  }

  /** Whether this is the own node. */
  boolean isLocal() {
    return isLocal;
  }

  long hash() {
    return hash;
  }

  // --- a request ---

  /** A request is sent to the node. It is notified if the node is lost before {@link #accepted} or {@link #end}. */
  public void begin(NodeRequest request) {
    load.begin();
    load.await(request);
  }

  /** The node has accepted the request, which is in flight until {@link #end}. */
  public void accepted(NodeRequest request) {
    load.forget(request);
  }

  /** The request has ended. Called once. */
  public void end(NodeRequest request) {
    load.forget(request);
    load.end();
  }

  /**
   * What became of a request.
   *
   * @param failed whether the handler failed: see the guide, chapter "In a cluster"
   * @param sentAt {@link System#nanoTime} at which the request was sent
   */
  public void report(RouteChoice choice, boolean failed, long sentAt) {
    if (choice.ejectAfter() == 0) {
      return; // others that share the count may depend on the row of failures
    }
    if (failed) {
      all.onFailure(this, choice, sentAt);
    } else {
      onSuccess(sentAt);
    }
  }

  /**
   * Whether a message failed because there is no consumer at the address of the node any more. The node is then not
   * chosen again until the next look-up.
   */
  public boolean hasNoConsumer(RouteChoice choice, Throwable cause) {
    return all.hasNoConsumer(this, choice, cause);
  }

  /**
   * Chooses another node for a request that a handler of this one may have begun.
   *
   * @param key as in {@link AddressNodes#choose}
   * @return {@code null} if there is none, or if too many requests were sent again
   */
  public HandlerNode other(RouteChoice choice, String key) {
    return all.other(this, choice, key);
  }

  // --- ejection ---

  private void onSuccess(long sentAt) {
    if (failures.get() != 0) {
      failures.set(0);
    }
    if (isEjected() && isSinceEjection(sentAt)) {
      ejectedUntil.set(NOT_EJECTED);
    }
  }

  /** @return the number of failures in a row */
  int fail() {
    return failures.incrementAndGet();
  }

  boolean isEjected() {
    return ejectedUntil.get() != NOT_EJECTED;
  }

  /** Whether a request was sent after the last ejection: it tried the node. Older ones say nothing new. */
  boolean isSinceEjection(long sentAt) {
    return sentAt - ejectedAt >= 0;
  }

  /** Leaves the node out from now on. */
  void eject(long now, long nanos) {
    ejectedAt = now;
    ejectedUntil.set(now + nanos | 1);
  }

  /** Whether the node is not ejected, or may be tried again. */
  boolean isUsable(long now) {
    long until = ejectedUntil.get();
    return until == NOT_EJECTED || now - until >= 0;
  }

  /**
   * Whether a request may be sent to the node. If the node is to be tried again, that is so for one request. If that
   * has no result for as long as the node is left out, the next one tries.
   */
  boolean admits(long now, long nanos) {
    long until = ejectedUntil.get();
    return until == NOT_EJECTED || now - until >= 0 && ejectedUntil.compareAndSet(until, now + nanos | 1);
  }
}
