package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.routing.RouteMatch;
import io.vertx.core.Vertx;

/** Requests of mode {@code unary}: each is a message, its reply the response. */
public final class UnaryExchange implements Exchange {
  private final Vertx vertx;

  public UnaryExchange(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public void begin(ServerRequest request, RouteMatch match, long timeout, Runnable released) {
    long limit = match.route().maxBodySize();
    long declared = request.contentLength();
    if (declared > limit) {
      released.run();
      UnaryBody.refuse(request, limit);
      return;
    }
    UnaryCall call = new UnaryCall(vertx, request, match, released);
    if (request.atEof()) {
      call.send(UnaryCall.EMPTY, timeout);
    } else {
      if (request.expectsContinue()) {
        request.response().writeContinue();
      }
      new UnaryBody(vertx, call, request, (int) limit, timeout).collect();
    }
  }
}
