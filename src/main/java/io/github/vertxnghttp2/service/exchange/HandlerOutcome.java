package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.ServerVerticle;
import io.github.vertxnghttp2.service.bus.DiscardedMessageFailure;
import io.github.vertxnghttp2.service.bus.wire.ConsumerClosed;
import io.github.vertxnghttp2.service.routing.Route;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;

/** Sends the response that follows from the handler's reply, or from its failure to reply. */
final class HandlerOutcome {
  private static final System.Logger LOG = System.getLogger(ServerVerticle.class.getName());

  private final ServerRequest request;
  private final Route route;

  HandlerOutcome(ServerRequest request, Route route) {
    this.request = request;
    this.route = route;
  }

  /** Whether a response with this status shows that its handler has failed. */
  static boolean isFailure(int status) {
    return status >= 500;
  }

  void succeeded(Message<?> reply) {
    if (request.response().isEnded()) {
      return;
    }
    try {
      ReplyMessage.respond(request, reply);
    } catch (IllegalArgumentException e) {
      unsendable(e);
    }
  }

  /** Responds with 500 if the reply is not a valid response. The head has not been sent. */
  void unsendable(RuntimeException cause) {
    LOG.log(System.Logger.Level.WARNING, "route {0}: the handler at {1} replied with an invalid response: {2}",
      route.id(), route.address(), cause.getMessage());
    respond(500, "the handler's reply is not a valid response");
  }

  void failed(Throwable cause) {
    if (request.response().isEnded()) {
      return;
    }
    if (!(cause instanceof ReplyException failure)) {
      internalError(cause);
      return;
    }
    switch (failure.failureType()) {
      case NO_HANDLERS -> respond(503, "there is no handler for route " + route.id());
      case TIMEOUT -> {
        if (DiscardedMessageFailure.is(failure)) {
          respond(503, "the handlers of route " + route.id() + " take no requests");
        } else {
          timedOut();
        }
      }
      case RECIPIENT_FAILURE -> failedWithCode(failure);
      default -> internalError(failure);
    }
  }

  void timedOut() {
    respond(504, "the handler of route " + route.id() + " did not reply in time");
  }

  /** Responds if the handler has gone after it had accepted the request. */
  void lost() {
    respond(503, "the handler of route " + route.id() + " is gone");
  }

  /** Responds if the handler was closed before it had responded. */
  void closed() {
    respond(503, "the handler of route " + route.id() + " was closed before it had responded");
  }

  private void failedWithCode(ReplyException failure) {
    int code = failure.failureCode();
    if (ConsumerClosed.isCauseOf(failure)) {
      closed();
    } else if (code >= 400 && code <= 599) {
      respond(code, failure.getMessage() == null ? "the handler failed" : failure.getMessage());
    } else {
      internalError(failure);
    }
  }

  void internalError(Throwable cause) {
    LOG.log(System.Logger.Level.WARNING, "route {0}: the handler at {1} failed: {2}", route.id(), route.address(),
      cause);
    respond(500, "the handler failed");
  }

  private void respond(int status, String text) {
    request.response().headers().clear();
    request.response().trailers().clear();
    ErrorResponse.send(request, status, text);
  }
}
