package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.bus.DiscardedMessageFailure;
import io.github.vertxnghttp2.service.routing.Route;
import io.github.vertxnghttp2.service.routing.RouteMatch;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpMethod;

import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One request that goes to the handler as a message, and the response that its reply becomes. */
final class UnaryExchange {
  static final Buffer EMPTY = Buffer.buffer(0);
  /** The idempotent methods of RFC 9110 section 9.2.2, but TRACE. */
  private static final Set<HttpMethod> IDEMPOTENT = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS,
    HttpMethod.PUT, HttpMethod.DELETE);

  private final Vertx vertx;
  private final HandlerNodes nodes;
  private final ServerRequest request;
  private final RouteMatch match;
  private final Runnable released;
  private Object message;
  private DeliveryOptions options;
  /** {@link System#nanoTime}. */
  private long deadline;
  private boolean sentAgain;

  /** @param nodes {@code null} without a cluster */
  UnaryExchange(Vertx vertx, HandlerNodes nodes, ServerRequest request, RouteMatch match, Runnable released) {
    this.vertx = vertx;
    this.nodes = nodes;
    this.request = request;
    this.match = match;
    this.released = released;
  }

  /** Whether it has the same effect if the request is handled once or several times. */
  static boolean isIdempotent(ServerRequest request) {
    return IDEMPOTENT.contains(request.method());
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
    HandlerNodes.Target target = nodes == null ? null : nodes.choose(route.address(), null);
    if (target == null) {
      sendToAny();
    } else {
      new ToNode(target).send();
    }
  }

  /** Sends the message to the address of the route. Vert.x chooses the consumer. */
  private void sendToAny() {
    vertx.eventBus().request(match.route().address(), message, options).onComplete(this::succeeded, cause -> {
      if (DiscardedMessageFailure.is(cause) && mayBeSentAgain()) {
        sendToAny();
      } else {
        failed(cause);
      }
    });
  }

  /** The message to a node that this server has chosen. */
  private final class ToNode implements HandlerNodes.Waiting {
    private final HandlerNodes.Target target;
    private final Context context = vertx.getOrCreateContext();
    private boolean done;

    private ToNode(HandlerNodes.Target target) {
      this.target = target;
    }

    private void send() {
      nodes.add(target, this);
      vertx.eventBus().request(target.address(), message, options).onComplete(reply -> {
        if (end()) {
          succeeded(reply);
        }
      }, cause -> {
        if (end()) {
          onFailure(cause);
        }
      });
    }

    /** @return false if the message has ended already */
    private boolean end() {
      boolean first = !done;
      done = true;
      nodes.remove(target, this);
      return first;
    }

    private void onFailure(Throwable cause) {
      boolean isUnseen = nodes.hasNoConsumer(match.route().address(), target, cause) ? isTimeLeft()
        : DiscardedMessageFailure.is(cause) && mayBeSentAgain();
      if (isUnseen) {
        sendToAny();
      } else {
        failed(cause);
      }
    }

    @Override
    public void onNodeLost() {
      context.runOnContext(v -> {
        if (end()) {
          sendToOther();
        }
      });
    }

    /** The node may have handled the request, or a part of it. */
    private void sendToOther() {
      Route route = match.route();
      HandlerNodes.Target other = nodes.choose(route.address(), target.node());
      if (other != null && route.options().isResend() && isIdempotent(request) && mayBeSentAgain()) {
        new ToNode(other).send();
      } else {
        released.run();
        if (!request.response().isEnded()) {
          new HandlerOutcome(request, route).lost();
        }
      }
    }
  }

  /** Returns true once at most, and only if time is left. */
  private boolean mayBeSentAgain() {
    if (sentAgain || !isTimeLeft()) {
      return false;
    }
    sentAgain = true;
    return true;
  }

  /** Whether the message can be sent once more; {@code options} then have the rest of the time. */
  private boolean isTimeLeft() {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left < 1) {
      return false;
    }
    options.setSendTimeout(left);
    return true;
  }

  private void succeeded(Message<Object> reply) {
    released.run();
    new HandlerOutcome(request, match.route()).succeeded(reply);
  }

  private void failed(Throwable cause) {
    released.run();
    new HandlerOutcome(request, match.route()).failed(cause);
  }
}
