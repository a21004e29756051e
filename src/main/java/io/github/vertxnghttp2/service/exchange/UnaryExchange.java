package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.bus.DiscardedMessageFailure;
import io.github.vertxnghttp2.service.bus.wire.ConsumerClosed;
import io.github.vertxnghttp2.service.bus.wire.MessageHeaders;
import io.github.vertxnghttp2.service.nodes.AddressNodes;
import io.github.vertxnghttp2.service.nodes.HandlerNode;
import io.github.vertxnghttp2.service.nodes.NodeRequest;
import io.github.vertxnghttp2.service.routing.Route;
import io.github.vertxnghttp2.service.routing.RouteMatch;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One request that goes to the handler as a message, and the response that its reply becomes. If the client goes away
 * before the reply, the handler is notified.
 */
final class UnaryExchange implements Handler<Throwable> {
  static final Buffer EMPTY = Buffer.buffer(0);
  /** The idempotent methods of RFC 9110 section 9.2.2, but TRACE. */
  private static final Set<HttpMethod> IDEMPOTENT = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS,
    HttpMethod.PUT, HttpMethod.DELETE);

  private final Vertx vertx;
  /** {@code null} without a cluster. */
  private final AddressNodes consumers;
  private final Cancellations cancellations;
  private final ServerRequest request;
  private final RouteMatch match;
  private final Runnable released;
  private final String id;
  private Object message;
  private DeliveryOptions options;
  /** {@link System#nanoTime}. */
  private long sentAt;
  /** {@link System#nanoTime}. */
  private long deadline;
  private boolean sentAgain;
  /** The message that waits for its reply; {@code null} if there is none. */
  private SentMessage waiting;

  /** @param consumers {@code null} without a cluster */
  UnaryExchange(Vertx vertx, AddressNodes consumers, Cancellations cancellations, ServerRequest request,
                RouteMatch match, Runnable released) {
    this.vertx = vertx;
    this.consumers = consumers;
    this.cancellations = cancellations;
    this.request = request;
    this.match = match;
    this.released = released;
    id = cancellations.nextId();
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
    sentAt = System.nanoTime();
    deadline = sentAt + TimeUnit.MILLISECONDS.toNanos(timeout);
    options = new DeliveryOptions().setSendTimeout(timeout);
    message = body;
    if (route.isJson()) {
      message = RequestMessage.json(request, match, body).put("timeout", timeout).put("id", id);
    } else {
      options.setHeaders(RequestMessage.headers(request, match, timeout, id));
    }
    RequestRecording.forwarded(request, route);
    send(consumers == null ? null : consumers.choose(route.choice(), key()));
    request.response().exceptionHandler(this);
  }

  /** By which the request sticks to a node; {@code null} for nothing. */
  private String key() {
    return match.route().choice().key(request.headers(), match.parameters());
  }

  /** @param target {@code null} if Vert.x shall choose the consumer */
  private void send(HandlerNode target) {
    SentMessage sent = new SentMessage(this, target);
    waiting = sent;
    if (target != null) {
      target.begin(sent);
    }
    RequestRecording.chosen(request, target == null ? null : target.id());
    vertx.eventBus().request(sent.address(), message, options).onComplete(sent);
  }

  /**
   * A message that waits for its reply. Vert.x keeps it until the reply or the timeout. So it lets go of the exchange,
   * and with it of the request, when the exchange is over.
   */
  private static final class SentMessage implements Completable<Message<Object>>, NodeRequest {
    /** {@code null} if Vert.x has chosen the consumer. */
    private final HandlerNode target;
    private final Context context;
    /** {@code null} when it waits no longer. */
    private UnaryExchange exchange;
    /** Called when the handler has ended the request although its client has gone; {@code null} until then. */
    private Runnable released;

    private SentMessage(UnaryExchange exchange, HandlerNode target) {
      this.exchange = exchange;
      this.target = target;
      context = target == null ? null : exchange.vertx.getOrCreateContext();
    }

    private String address() {
      return target == null ? exchange.match.route().address() : target.address();
    }

    @Override
    public void complete(Message<Object> reply, Throwable failure) {
      UnaryExchange ended = end();
      if (ended == null) {
        release();
        return;
      }
      if (failure == null) {
        ended.succeeded(reply, target);
      } else if (target == null) {
        ended.onFailure(failure);
      } else {
        ended.onFailure(target, failure);
      }
    }

    @Override
    public void onNodeLost() {
      context.runOnContext(v -> {
        UnaryExchange ended = end();
        if (ended != null) {
          ended.onNodeLost(target);
        } else {
          release();
        }
      });
    }

    /** Waits only until the handler, which may not notice that the client has gone, takes no more of the limits. */
    private void cancel() {
      released = exchange.released;
      exchange.waiting = null;
      exchange = null;
    }

    private void release() {
      if (released != null) {
        if (target != null) {
          target.end(this);
        }
        released.run();
        released = null;
      }
    }

    /** @return {@code null} if it has ended already */
    private UnaryExchange end() {
      UnaryExchange ended = exchange;
      if (ended != null) {
        exchange = null;
        ended.waiting = null;
        if (target != null) {
          target.end(this);
        }
      }
      return ended;
    }
  }

  /** The client has gone, or the response could not be sent. */
  @Override
  public void handle(Throwable cause) {
    if (waiting != null) {
      cancellations.cancel(waiting.address(), id);
      waiting.cancel();
    }
  }

  private void succeeded(Message<Object> reply, HandlerNode target) {
    released.run();
    new HandlerOutcome(request, match.route()).succeeded(reply);
    if (target != null) {
      report(target);
    }
  }

  /** The status shows whether the handler has failed, and the server has set one if it did not reply. */
  private void report(HandlerNode target) {
    target.report(match.route().choice(), HandlerOutcome.isFailure(request.response().status()), sentAt);
  }

  /** Vert.x had chosen the consumer. */
  private void onFailure(Throwable cause) {
    boolean again = DiscardedMessageFailure.is(cause) ? mayBeSentAgain()
      : ConsumerClosed.isCauseOf(cause) && mayBeHandledAgain()
        && (consumers == null || consumers.mayResend(match.route().choice()));
    if (again) {
      sentAgain = true;
      send(null);
    } else {
      failed(cause);
    }
  }

  private void onFailure(HandlerNode target, Throwable cause) {
    if (target.hasNoConsumer(match.route().choice(), cause)) {
      sendUnseen(isTimeLeft() && !isGone(), cause);
    } else if (DiscardedMessageFailure.is(cause)) {
      sendUnseen(mayBeSentAgain(), cause);
    } else if (ConsumerClosed.isCauseOf(cause)) {
      if (!sendToOther(target)) {
        failed(cause);
      }
    } else {
      failed(cause);
      report(target);
    }
  }

  /** No handler has seen the request. */
  private void sendUnseen(boolean again, Throwable cause) {
    if (again) {
      sentAgain |= DiscardedMessageFailure.is(cause);
      send(null);
    } else {
      failed(cause);
    }
  }

  private void onNodeLost(HandlerNode target) {
    if (!sendToOther(target)) {
      released.run();
      if (!request.response().isEnded()) {
        new HandlerOutcome(request, match.route()).lost();
      }
    }
  }

  /** @param target the node that may have handled the request, or a part of it */
  private boolean sendToOther(HandlerNode target) {
    HandlerNode other = mayBeHandledAgain() ? target.other(match.route().choice(), key()) : null;
    if (other == null) {
      return false;
    }
    sentAgain = true;
    send(other);
    return true;
  }

  /** Whether the message may be sent to another handler, although one may have handled it or a part of it. */
  private boolean mayBeHandledAgain() {
    return match.route().options().isResend() && isIdempotent(request) && mayBeSentAgain();
  }

  /** Whether the message was sent once only, time is left, and the client waits for the response. */
  private boolean mayBeSentAgain() {
    return !sentAgain && isTimeLeft() && !isGone();
  }

  /** Whether the client has gone. */
  private boolean isGone() {
    return request.response().sent().isComplete();
  }

  /** Whether the message can be sent once more; it then has the rest of the time. */
  private boolean isTimeLeft() {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left < 1) {
      return false;
    }
    options.setSendTimeout(left);
    if (message instanceof JsonObject json) {
      json.put("timeout", left);
    } else {
      options.getHeaders().set(MessageHeaders.TIMEOUT, Long.toString(left));
    }
    return true;
  }

  private void failed(Throwable cause) {
    released.run();
    new HandlerOutcome(request, match.route()).failed(cause);
  }
}
