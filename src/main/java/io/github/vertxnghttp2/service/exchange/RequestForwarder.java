package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.routing.RouteMatch;

/** What becomes of a request whose route has let it in. */
interface RequestForwarder {

  /**
   * Called on the context of the request, with nothing of its body read.
   *
   * @param timeout what is left of the route's, in milliseconds; at least 1
   * @param released to be called once, when the handler is done with the request; on any thread
   */
  void begin(ServerRequest request, RouteMatch match, long timeout, Runnable released);
}
