package io.github.vertxnghttp2.service.routing;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Limits how many requests of a route are in flight, and queues requests beyond the limit. All event loops of a JVM
 * share it. Thread-safe.
 */
public final class RouteGate {
  private final int concurrency;
  private final int queue;
  private final Set<Waiter> waiting = new LinkedHashSet<>();
  private int inFlight;

  /** A request in the queue. */
  public interface Waiter {
    /**
     * Called when the request is in flight. The request must be released later. Called on the thread that released
     * another request, or on the thread that called {@link RouteGate#await}.
     */
    void admitted();
  }

  /**
   * @param concurrency the number of requests that may be in flight, at least 1
   * @param queue the number of requests that may wait
   */
  RouteGate(int concurrency, int queue) {
    this.concurrency = concurrency;
    this.queue = queue;
  }

  /** Lets a request in, unless {@code concurrency} requests are in flight. @return whether it is in flight now */
  public synchronized boolean enter() {
    if (inFlight == concurrency) {
      return false;
    }
    inFlight++;
    return true;
  }

  /**
   * Queues a request. If another request has finished meanwhile, the new one is admitted immediately.
   *
   * @return false if the queue is full
   */
  public boolean await(Waiter waiter) {
    synchronized (this) {
      if (inFlight == concurrency) {
        return waiting.size() < queue && waiting.add(waiter);
      }
      inFlight++;
    }
    waiter.admitted();
    return true;
  }

  /** Removes a request from the queue. @return false if it is not in the queue */
  public synchronized boolean leave(Waiter waiter) {
    return waiting.remove(waiter);
  }

  /** Called when a request has finished. Admits the request that has waited longest. */
  public void release() {
    Waiter next = null;
    synchronized (this) {
      Iterator<Waiter> first = waiting.iterator();
      if (first.hasNext()) {
        next = first.next();
        first.remove();
      } else {
        inFlight--;
      }
    }
    if (next != null) {
      next.admitted();
    }
  }

  synchronized int inFlight() {
    return inFlight;
  }

  synchronized int waiting() {
    return waiting.size();
  }
}
