package io.github.vertxnghttp2.service.routing;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** How many requests of a route are worked on at a time, and who waits for that. Shared by all event loops of a JVM. */
public final class RouteGate {
  private final int concurrency;
  private final int queue;
  private final Set<Waiter> waiting = new LinkedHashSet<>();
  private int inside;

  /** Whoever waits at a gate. */
  public interface Waiter {
    /** Called on the thread of who left; the place is taken, and has to be released. */
    void admitted();
  }

  /** @param concurrency at least 1 */
  RouteGate(int concurrency, int queue) {
    this.concurrency = concurrency;
    this.queue = queue;
  }

  /** Whether there was a place; it is taken now. */
  public synchronized boolean enter() {
    if (inside == concurrency) {
      return false;
    }
    inside++;
    return true;
  }

  /** Whether there was a place to wait. A place inside may be free by now: then that is taken, and the waiter told at once. */
  public boolean await(Waiter waiter) {
    synchronized (this) {
      if (inside == concurrency) {
        return waiting.size() < queue && waiting.add(waiter);
      }
      inside++;
    }
    waiter.admitted();
    return true;
  }

  /** Waits no longer; false if it was admitted, or left before. */
  public synchronized boolean leave(Waiter waiter) {
    return waiting.remove(waiter);
  }

  /** Gives a place back, to who waits longest. */
  public void release() {
    Waiter next = null;
    synchronized (this) {
      Iterator<Waiter> first = waiting.iterator();
      if (first.hasNext()) {
        next = first.next();
        first.remove();
      } else {
        inside--;
      }
    }
    if (next != null) {
      next.admitted();
    }
  }

  synchronized int inside() {
    return inside;
  }

  synchronized int waiting() {
    return waiting.size();
  }
}
