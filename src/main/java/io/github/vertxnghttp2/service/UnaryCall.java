package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.ServerRequest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;

/** One request on its way to the handler, and the answer on its way back. */
final class UnaryCall {
  static final Buffer EMPTY = Buffer.buffer(0);
  private static final System.Logger LOG = System.getLogger(ServerVerticle.class.getName());

  private final Vertx vertx;
  private final ServerRequest request;
  private final RouteMatch match;
  private final Runnable released;

  UnaryCall(Vertx vertx, ServerRequest request, RouteMatch match, Runnable released) {
    this.vertx = vertx;
    this.request = request;
    this.match = match;
    this.released = released;
  }

  /** There is nobody to answer, or it has been answered. */
  void abandon() {
    released.run();
  }

  void send(Buffer body, long timeout) {
    Route route = match.route();
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeout);
    Object message = body;
    if (route.isJson()) {
      message = RequestMessage.json(request, match, body);
    } else {
      options.setHeaders(RequestMessage.headers(request, match));
    }
    vertx.eventBus().request(route.address(), message, options).onComplete(this::succeeded, this::failed);
  }

  private void succeeded(Message<Object> reply) {
    released.run();
    if (request.response().isEnded()) {
      return;
    }
    try {
      ReplyMessage.answer(request, reply);
    } catch (IllegalArgumentException e) {
      LOG.log(System.Logger.Level.WARNING, "route {0}: the handler at {1} replied what cannot be sent: {2}", match.route().id(),
        match.route().address(), e.getMessage());
      request.response().headers().clear();
      request.response().trailers().clear();
      ErrorAnswer.send(request, 500, "the handler's reply cannot be sent");
    }
  }

  private void failed(Throwable cause) {
    released.run();
    if (request.response().isEnded()) {
      return;
    }
    if (!(cause instanceof ReplyException failure)) {
      answerInternalError(cause);
      return;
    }
    switch (failure.failureType()) {
      case NO_HANDLERS -> ErrorAnswer.send(request, 503, "no handler is there for route " + match.route().id());
      case TIMEOUT -> ErrorAnswer.send(request, 504, "the handler of route " + match.route().id() + " did not reply in time");
      case RECIPIENT_FAILURE -> answerFailure(failure);
      default -> answerInternalError(failure);
    }
  }

  private void answerFailure(ReplyException failure) {
    int code = failure.failureCode();
    if (code >= 400 && code <= 599) {
      ErrorAnswer.send(request, code, failure.getMessage() == null ? "the handler failed" : failure.getMessage());
    } else {
      answerInternalError(failure);
    }
  }

  private void answerInternalError(Throwable cause) {
    LOG.log(System.Logger.Level.WARNING, "route {0}: the handler at {1} failed: {2}", match.route().id(),
      match.route().address(), cause);
    ErrorAnswer.send(request, 500, "the handler failed");
  }
}
