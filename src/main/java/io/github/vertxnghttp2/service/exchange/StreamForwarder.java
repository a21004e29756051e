package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.StreamOptions;
import io.github.vertxnghttp2.service.bus.BusEndpoint;
import io.github.vertxnghttp2.service.nodes.AddressNodes;
import io.github.vertxnghttp2.service.routing.RouteMatch;
import io.vertx.core.Vertx;

/** Forwards requests of routes with mode {@code stream}: each is a stream over the event bus. */
public final class StreamForwarder implements RequestForwarder {
  private final Vertx vertx;
  private final BusEndpoint endpoint;
  private final StreamOptions options;
  private final FirstLookup lookup;

  public StreamForwarder(Vertx vertx, BusEndpoint endpoint, StreamOptions options) {
    this.vertx = vertx;
    this.endpoint = endpoint;
    this.options = options;
    lookup = new FirstLookup(vertx, this::forward);
  }

  @Override
  public void forward(ServerRequest request, RouteMatch match, long timeout, Runnable released) {
    lookup.forward(request, match, timeout, released);
  }

  private void forward(AddressNodes consumers, ServerRequest request, RouteMatch match, long timeout,
                       Runnable released) {
    if (endpoint.isFull()) {
      released.run();
      ErrorResponse.send(request, 503, "no further stream: streams.maxStreams = " + options.getMaxStreams()
        + " are open");
      return;
    }
    long limit = match.route().maxBodySize();
    if (limit >= 0 && request.contentLength() > limit) {
      released.run();
      ErrorResponse.sendTooLong(request, limit);
      return;
    }
    new StreamExchange(vertx, endpoint, consumers, request, match, released).open(timeout);
  }
}
