package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.nodes.AddressNodes;
import io.github.vertxnghttp2.service.routing.RouteMatch;
import io.vertx.core.Vertx;

/** Forwards requests of routes with mode {@code unary}: each is one message, whose reply becomes the response. */
public final class UnaryForwarder implements RequestForwarder {
  private final Vertx vertx;
  private final FirstLookup lookup;
  private final Cancellations cancellations;

  public UnaryForwarder(Vertx vertx) {
    this.vertx = vertx;
    lookup = new FirstLookup(vertx, this::forward);
    cancellations = new Cancellations(vertx);
  }

  @Override
  public void forward(ServerRequest request, RouteMatch match, long timeout, Runnable released) {
    lookup.forward(request, match, timeout, released);
  }

  private void forward(AddressNodes consumers, ServerRequest request, RouteMatch match, long timeout,
                       Runnable released) {
    long limit = match.route().maxBodySize();
    long declared = request.contentLength();
    if (declared > limit) {
      released.run();
      ErrorResponse.sendTooLong(request, limit);
      return;
    }
    UnaryExchange exchange = new UnaryExchange(vertx, consumers, cancellations, request, match, released);
    if (request.atEof()) {
      exchange.send(UnaryExchange.EMPTY, timeout);
    } else {
      if (request.expectsContinue()) {
        request.response().writeContinue();
      }
      new RequestBodyCollector(vertx, exchange, request, (int) limit, timeout).collect();
    }
  }
}
