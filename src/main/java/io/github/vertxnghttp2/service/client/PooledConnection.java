package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.ClientSession;
import io.vertx.core.internal.ContextInternal;

/** A connection of a pool. Whoever is given one releases it when the response is through. On the pool's context only. */
final class PooledConnection {
  /** The pool's, whose timers do not hold the context of a request. */
  private final ContextInternal context;
  private final ClientSession session;
  private final int keepAlive;
  private final int keepAliveInterval;
  private int inFlight;
  /** Whether it takes no further requests. */
  private boolean retired;
  private long idleSince;
  private boolean watched;

  /**
   * @param keepAlive milliseconds without a request after which it is closed
   * @param keepAliveInterval milliseconds, as it was connected with
   */
  PooledConnection(ContextInternal context, ClientSession session, int keepAlive, int keepAliveInterval) {
    this.context = context;
    this.session = session;
    this.keepAlive = keepAlive;
    this.keepAliveInterval = keepAliveInterval;
  }

  ClientSession session() {
    return session;
  }

  int keepAliveInterval() {
    return keepAliveInterval;
  }

  int inFlight() {
    return inFlight;
  }

  boolean hasRoom() {
    return session.requestAllowed();
  }

  PooledConnection lease() {
    inFlight++;
    return this;
  }

  /** Gives back what {@link #lease} gave. */
  void release() {
    if (--inFlight > 0) {
      return;
    }
    if (retired) {
      session.close();
    } else {
      idleSince = System.nanoTime();
      watch(keepAlive);
    }
  }

  /** Takes no further requests; is closed when those in flight are through. */
  void retire() {
    retired = true;
    if (inFlight == 0) {
      session.close();
    }
  }

  private void watch(long milliseconds) {
    if (!watched) {
      watched = true;
      context.setTimer(milliseconds, id -> {
        watched = false;
        closeIfIdle();
      });
    }
  }

  private void closeIfIdle() {
    if (inFlight > 0 || retired) {
      return;
    }
    long left = keepAlive - (System.nanoTime() - idleSince) / 1_000_000;
    if (left > 0) {
      watch(left);
    } else {
      retire();
    }
  }
}
