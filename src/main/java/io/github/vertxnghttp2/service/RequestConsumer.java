package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.handler.RequestConsumerImpl;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;

/**
 * Takes the requests that routes send to an address of the event bus: of either mode and form, with one API. Several consumers
 * of one address, on any nodes, share its requests.
 */
@VertxGen
public interface RequestConsumer {

  /** A consumer with the default options, see {@link #create(Vertx, String, StreamOptions, Handler)}. */
  static RequestConsumer create(Vertx vertx, String address, Handler<RoutedRequest> handler) {
    return create(vertx, address, new StreamOptions(), handler);
  }

  /**
   * A consumer that does not listen yet, on the context of the caller; outside of Vert.x, on a new one.
   *
   * @param handler called for each request when its head is in. If it throws, the answer is 500.
   */
  static RequestConsumer create(Vertx vertx, String address, StreamOptions options, Handler<RoutedRequest> handler) {
    return new RequestConsumerImpl(vertx, address, options, handler);
  }

  /** Starts; completes when the address is known to the cluster. */
  Future<RequestConsumer> listen();

  /** How many streams are open: requests in {@code stream} mode that are not done with. */
  int openStreams();

  /**
   * Takes no new requests, and completes when those in flight are done with. Streams that are open after this many milliseconds
   * are reset with CANCEL. A request in {@code unary} mode is done with when it is answered: that its server has given up
   * waiting is not told, so one that is never answered is waited for to the end of that time.
   */
  Future<Void> close(long gracePeriod);

  /** As {@link #close(long)}, with 30 seconds. */
  default Future<Void> close() {
    return close(30_000);
  }
}
