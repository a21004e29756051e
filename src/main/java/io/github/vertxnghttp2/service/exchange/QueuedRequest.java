package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.routing.RouteGate;
import io.github.vertxnghttp2.service.routing.RouteMatch;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import java.util.concurrent.TimeUnit;

/** A request that waits at the gate of its route, until there is a place, its time is over, or its client has gone. */
final class QueuedRequest implements RouteGate.Waiter {
  private final Vertx vertx;
  private final Context context;
  private final ServerRequest request;
  private final RouteMatch match;
  private final RequestForwarder exchange;
  private final long deadline;
  private long timer = -1;
  private boolean gone;

  /** On the context of the request. */
  QueuedRequest(Vertx vertx, ServerRequest request, RouteMatch match, RequestForwarder exchange) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.request = request;
    this.match = match;
    this.exchange = exchange;
    deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(match.route().timeout());
  }

  /** Once it waits: what is told from here on is told after this. */
  void start() {
    request.response().closeHandler(v -> leave());
    timer = vertx.setTimer(match.route().timeout(), id -> expire());
  }

  private void leave() {
    gone = true;
    match.route().gate().leave(this);
    vertx.cancelTimer(timer);
  }

  private void expire() {
    if (match.route().gate().leave(this)) {
      respondTimeout();
    }
  }

  private void respondTimeout() {
    request.response().closeHandler(null);
    ErrorResponse.send(request, 504, "waited " + match.route().timeout() + " ms for others to finish");
  }

  @Override
  public void admitted() {
    context.runOnContext(v -> begin());
  }

  private void begin() {
    vertx.cancelTimer(timer);
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (gone) {
      match.route().gate().release();
    } else if (left < 1) {
      match.route().gate().release();
      respondTimeout();
    } else {
      request.response().closeHandler(null);
      RequestDispatcher.begin(exchange, request, match, left);
    }
  }
}
