package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.routing.RouteMatch;
import io.vertx.core.Vertx;

/** Requests of mode {@code unary}: each is a message, its reply the response. */
public final class UnaryForwarder implements RequestForwarder {
  private final Vertx vertx;

  public UnaryForwarder(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public void begin(ServerRequest request, RouteMatch match, long timeout, Runnable released) {
    long limit = match.route().maxBodySize();
    long declared = request.contentLength();
    if (declared > limit) {
      released.run();
      RequestBodyCollector.refuse(request, limit);
      return;
    }
    UnaryExchange call = new UnaryExchange(vertx, request, match, released);
    if (request.atEof()) {
      call.send(UnaryExchange.EMPTY, timeout);
    } else {
      if (request.expectsContinue()) {
        request.response().writeContinue();
      }
      new RequestBodyCollector(vertx, call, request, (int) limit, timeout).collect();
    }
  }
}
