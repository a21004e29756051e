package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.ClientVerticleOptions;
import io.github.vertxnghttp2.service.syntax.Origin;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The connections to one origin. This class opens one connection at a time, and requests wait for it. It opens a
 * further connection when the open ones have no free stream. Used on the context of the pool only.
 */
final class OriginConnections {
  private static final System.Logger LOG = System.getLogger(OriginConnections.class.getName());
  /** The debug data of a GOAWAY with ENHANCE_YOUR_CALM. gRPC servers send it to clients that send PINGs too often. */
  private static final String TOO_MANY_PINGS = "too_many_pings";
  private static final Comparator<PooledConnection> BY_LOAD = Comparator.comparingInt(PooledConnection::inFlight);

  private final Context context;
  private final Origin origin;
  private final ClientOptions dial;
  private final OriginDialer dialer;
  private final int maxConnections;
  private final int keepAlive;
  /** The connections that accept new requests. */
  private final List<PooledConnection> open = new ArrayList<>();
  private final Deque<Promise<PooledConnection>> waiting = new ArrayDeque<>();
  private boolean connecting;
  private boolean closed;
  private int inUse;
  private long requests;

  OriginConnections(Context context, Origin origin, ClientVerticleOptions options, TargetPolicy targets) {
    this.context = context;
    this.origin = origin;
    this.dial = new ClientOptions(options.getOrigins().getOrDefault(origin.name(), options.getDefaults()))
      .setHost(origin.dialHost()).setPort(origin.dialPort()).setSsl(origin.isTls());
    if (origin.isDialledElsewhere()) {
      dial.setPath(null);
    }
    dialer = new OriginDialer((VertxInternal) context.owner(), origin, dial, targets);
    this.maxConnections = options.getMaxConnectionsPerOrigin();
    this.keepAlive = options.getKeepAlive();
  }

  Future<PooledConnection> connection() {
    requests++;
    PooledConnection free = open.stream().filter(PooledConnection::hasRoom).min(BY_LOAD).orElse(null);
    if (free != null) {
      return Future.succeededFuture(free.lease());
    }
    if (!connecting && open.size() >= maxConnections) {
      return Future.succeededFuture(leastBusy());
    }
    // The promise completes on the context of the caller, not on the context of the connection.
    Promise<PooledConnection> waiter = ((VertxInternal) context.owner()).getOrCreateContext().promise();
    waiting.add(waiter);
    if (!connecting) {
      connect();
    }
    return waiter.future();
  }

  /** Returns a connection although none has a free stream. The request waits in the queue of the connection. */
  private PooledConnection leastBusy() {
    return open.stream().min(BY_LOAD).orElseThrow().lease();
  }

  private void connect() {
    connecting = true;
    // The connection does not use the context of the request that needs it.
    int keepAliveInterval = dial.getHttp2().getKeepAliveInterval();
    context.runOnContext(v -> dialer.connect().onComplete(session -> connected(session, keepAliveInterval),
      this::failed));
  }

  private void connected(ClientSession session, int keepAliveInterval) {
    connecting = false;
    PooledConnection pooled = new PooledConnection((ContextInternal) context, session, keepAlive, keepAliveInterval);
    if (!closed) {
      open.add(pooled);
    }
    session.goAwayHandler(goAway -> {
      if (goAway.errorCode() == ErrorCode.ENHANCE_YOUR_CALM && TOO_MANY_PINGS.equals(goAway.debugText())) {
        pingLess(keepAliveInterval);
      }
      retire(pooled);
    });
    session.closeHandler(v -> open.remove(pooled));
    // The lease prevents the connection from becoming idle before the waiting requests have got it.
    pooled.lease();
    serveWaiting(pooled);
    pooled.release();
    if (closed) {
      pooled.retire();
    }
  }

  /** Doubles the interval of PINGs for later connections, as gRPC clients do. */
  private void pingLess(int keepAliveInterval) {
    int doubled = (int) Math.min(Integer.MAX_VALUE, 2L * keepAliveInterval);
    if (doubled > dial.getHttp2().getKeepAliveInterval()) { // only once, even if several connections get this GOAWAY
      dial.getHttp2().setKeepAliveInterval(doubled);
      LOG.log(System.Logger.Level.WARNING,
        "{0} has closed a connection because of too many PINGs ({1}); keepAliveInterval is {2} ms from now on",
        origin.name(), TOO_MANY_PINGS, Integer.toString(doubled));
    }
  }

  /**
   * Gives the new connection to the waiting requests. Opens another connection when this one has no free stream. The
   * first request gets the connection in any case. Otherwise a server that allows no streams would be connected to
   * again and again.
   */
  private void serveWaiting(PooledConnection pooled) {
    for (boolean first = true; !waiting.isEmpty(); first = false) {
      if (!first && !pooled.hasRoom() && !closed && open.size() < maxConnections) {
        connect();
        return;
      }
      waiting.poll().complete(pooled.lease());
    }
  }

  private void failed(Throwable cause) {
    connecting = false;
    for (Promise<PooledConnection> waiter = waiting.poll(); waiter != null; waiter = waiting.poll()) {
      if (open.isEmpty()) {
        waiter.fail(cause);
      } else {
        waiter.complete(leastBusy());
      }
    }
  }

  private void retire(PooledConnection pooled) {
    if (open.remove(pooled)) {
      pooled.retire();
    }
  }

  boolean isIdle() {
    return !connecting && open.stream().allMatch(pooled -> pooled.inFlight() == 0);
  }

  /**
   * Closes the connections. Requests in flight may finish within the grace period of the options. Waiting requests
   * still get a connection.
   */
  Future<Void> close() {
    closed = true;
    List<Future<Void>> closing = open.stream().map(pooled -> pooled.session().close()).toList();
    open.clear();
    return Future.join(closing).mapEmpty();
  }

  Origin origin() {
    return origin;
  }

  String dialled() {
    return dial.getPath() != null ? "unix:" + dial.getPath() : origin.dialled();
  }

  int connections() {
    return open.size();
  }

  int inFlight() {
    return open.stream().mapToInt(PooledConnection::inFlight).sum();
  }

  int pending() {
    return waiting.size();
  }

  long requests() {
    return requests;
  }
}
