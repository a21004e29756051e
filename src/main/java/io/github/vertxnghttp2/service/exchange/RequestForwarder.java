package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.routing.RouteMatch;

/** Forwards a request to the handler of its route. If the route has a gate, it has admitted the request. */
interface RequestForwarder {

  /**
   * Called on the context of the request, before any of its body is read.
   *
   * @param timeout the rest of the route's timeout in milliseconds; at least 1
   * @param released called once, on any thread, when the request is no longer in flight at the handler
   */
  void forward(ServerRequest request, RouteMatch match, long timeout, Runnable released);
}
