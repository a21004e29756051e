package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.routing.RouteGate;
import io.github.vertxnghttp2.service.routing.RouteMatch;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import java.util.concurrent.TimeUnit;

/**
 * A request that waits at the gate of its route, until the gate admits it, its timeout is over, or its stream closes.
 */
final class QueuedRequest implements RouteGate.Waiter {
  private final Vertx vertx;
  private final Context context;
  private final ServerRequest request;
  private final RouteMatch match;
  private final RequestForwarder forwarder;
  private final long deadline;
  private long timer = -1;
  private boolean closed;

  /** Called on the context of the request. */
  QueuedRequest(Vertx vertx, ServerRequest request, RouteMatch match, RequestForwarder forwarder) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.request = request;
    this.match = match;
    this.forwarder = forwarder;
    deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(match.route().timeout());
  }

  /** Sets the close handler and the timer, which take the request off the queue. Called when the gate has queued it. */
  void start() {
    match.route().stats().queued();
    RequestRecording.queued(request);
    request.response().closeHandler(v -> leave());
    timer = vertx.setTimer(match.route().timeout(), id -> expire());
  }

  private void leave() {
    closed = true;
    if (match.route().gate().leave(this)) {
      match.route().stats().unqueued();
    }
    vertx.cancelTimer(timer);
  }

  private void expire() {
    if (match.route().gate().leave(this)) {
      match.route().stats().unqueued();
      respondTimedOut();
    }
  }

  private void respondTimedOut() {
    request.response().closeHandler(null);
    ErrorResponse.send(request, 504, "waited " + match.route().timeout() + " ms for others to finish");
  }

  @Override
  public void admitted() {
    context.runOnContext(v -> begin());
  }

  private void begin() {
    match.route().stats().unqueued();
    vertx.cancelTimer(timer);
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (closed) {
      match.route().gate().release();
    } else if (left < 1) {
      match.route().gate().release();
      respondTimedOut();
    } else {
      request.response().closeHandler(null);
      RequestRecording.unqueued(request, match.route().timeout() - left);
      RequestDispatcher.forwardAdmitted(forwarder, request, match, left);
    }
  }
}
