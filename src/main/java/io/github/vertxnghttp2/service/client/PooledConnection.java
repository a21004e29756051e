package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.ClientSession;
import io.vertx.core.internal.ContextInternal;

/** A connection of the pool. Each request leases it. Used on the context of the pool only. */
final class PooledConnection {
  /** The context of the pool. A timer must not keep the context of a request in memory. */
  private final ContextInternal context;
  private final ClientSession session;
  private final int keepAlive;
  private final int keepAliveInterval;
  private int inFlight;
  /** Whether the connection accepts no further requests. */
  private boolean retired;
  private long idleSince;
  private boolean timerSet;

  /**
   * @param keepAlive milliseconds without a request after which the connection is closed
   * @param keepAliveInterval milliseconds between PINGs
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

  /** Counts a request. The caller releases the connection after the response. */
  PooledConnection lease() {
    inFlight++;
    return this;
  }

  /** Called when the request of one {@link #lease} has ended. */
  void release() {
    if (--inFlight > 0) {
      return;
    }
    if (retired) {
      session.close();
    } else {
      idleSince = System.nanoTime();
      closeLater(keepAlive);
    }
  }

  /** Closes the connection when the requests in flight have ended. */
  void retire() {
    retired = true;
    if (inFlight == 0) {
      session.close();
    }
  }

  private void closeLater(long milliseconds) {
    if (!timerSet) {
      timerSet = true;
      context.setTimer(milliseconds, id -> {
        timerSet = false;
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
      closeLater(left);
    } else {
      retire();
    }
  }
}
