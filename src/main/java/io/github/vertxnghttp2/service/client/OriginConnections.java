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
 * The connections to one origin: one connect at a time, for which requests wait; a further connection when those that are
 * open have no free stream. On the pool's context only.
 */
final class OriginConnections {
  private static final System.Logger LOG = System.getLogger(OriginConnections.class.getName());
  /** What servers of gRPC say in a GOAWAY with ENHANCE_YOUR_CALM. */
  private static final String TOO_MANY_PINGS = "too_many_pings";
  private static final Comparator<PooledConnection> BY_LOAD = Comparator.comparingInt(PooledConnection::inFlight);

  private final Context context;
  private final Origin origin;
  private final ClientOptions dial;
  private final int maxConnections;
  private final int keepAlive;
  /** Those that take requests. */
  private final List<PooledConnection> open = new ArrayList<>();
  private final Deque<Promise<PooledConnection>> waiting = new ArrayDeque<>();
  private boolean connecting;
  private boolean closed;
  private int inUse;
  private long requests;

  OriginConnections(Context context, Origin origin, ClientVerticleOptions options) {
    this.context = context;
    this.origin = origin;
    this.dial = new ClientOptions(options.getOrigins().getOrDefault(origin.name(), options.getDefaults()))
      .setHost(origin.dialHost()).setPort(origin.dialPort()).setSsl(origin.isTls());
    if (origin.isDialledElsewhere()) {
      dial.setPath(null);
    }
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
    // Not on the context that the connection was made on, but on the one that it is for.
    Promise<PooledConnection> waiter = ((VertxInternal) context.owner()).getOrCreateContext().promise();
    waiting.add(waiter);
    if (!connecting) {
      connect();
    }
    return waiter.future();
  }

  /** One that has no free stream: the request waits inside it. */
  private PooledConnection leastBusy() {
    return open.stream().min(BY_LOAD).orElseThrow().lease();
  }

  private void connect() {
    connecting = true;
    // Not on the context of the request that happens to be the first.
    int keepAliveInterval = dial.getHttp2().getKeepAliveInterval();
    context.runOnContext(v -> ClientSession.connect(context.owner(), dial, origin.host())
      .onComplete(session -> connected(session, keepAliveInterval), this::failed));
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
    // A lease of its own until all that waited have theirs, so that it is not idle in between.
    pooled.lease();
    serveWaiting(pooled);
    pooled.release();
    if (closed) {
      pooled.retire();
    }
  }

  /** As clients of gRPC do: the connections that follow ask half as often. */
  private void pingLess(int keepAliveInterval) {
    int doubled = (int) Math.min(Integer.MAX_VALUE, 2L * keepAliveInterval);
    if (doubled > dial.getHttp2().getKeepAliveInterval()) { // not once more for each connection
      dial.getHttp2().setKeepAliveInterval(doubled);
      LOG.log(System.Logger.Level.WARNING, "{0} finds PINGs too many ({1}): keepAliveInterval is {2} ms there from now on",
        origin.name(), TOO_MANY_PINGS, Integer.toString(doubled));
    }
  }

  /** Each connection takes one that waits, if need be into its own queue: a server without room would be dialled for ever. */
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

  /** Lets what is in flight finish within the grace period of the options; what waits for a connection still gets one. */
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
