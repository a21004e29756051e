package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.bus.DiscardedMessageFailure;
import io.github.vertxnghttp2.service.routing.Route;
import io.github.vertxnghttp2.service.routing.RouteMatch;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;

import java.util.concurrent.TimeUnit;

/** One request that goes to the handler as a message, and the response that its reply becomes. */
final class UnaryExchange {
  static final Buffer EMPTY = Buffer.buffer(0);

  private final Vertx vertx;
  private final ServerRequest request;
  private final RouteMatch match;
  private final Runnable released;
  private Object message;
  private DeliveryOptions options;
  /** {@link System#nanoTime}. */
  private long deadline;
  private boolean sentAgain;

  UnaryExchange(Vertx vertx, ServerRequest request, RouteMatch match, Runnable released) {
    this.vertx = vertx;
    this.request = request;
    this.match = match;
    this.released = released;
  }

  /** Ends the exchange without a message. */
  void abandon() {
    released.run();
  }

  void send(Buffer body, long timeout) {
    Route route = match.route();
    deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout);
    options = new DeliveryOptions().setSendTimeout(timeout);
    message = body;
    if (route.isJson()) {
      message = RequestMessage.json(request, match, body);
    } else {
      options.setHeaders(RequestMessage.headers(request, match));
    }
    send();
  }

  private void send() {
    vertx.eventBus().request(match.route().address(), message, options).onComplete(this::succeeded, this::failed);
  }

  private void succeeded(Message<Object> reply) {
    released.run();
    new HandlerOutcome(request, match.route()).succeeded(reply);
  }

  private void failed(Throwable cause) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (!sentAgain && left > 0 && DiscardedMessageFailure.is(cause)) {
      sentAgain = true; // another handler may be there
      options.setSendTimeout(left);
      send();
      return;
    }
    released.run();
    new HandlerOutcome(request, match.route()).failed(cause);
  }
}
