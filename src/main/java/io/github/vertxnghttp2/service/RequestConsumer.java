package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.handler.RequestConsumerImpl;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;

/**
 * Takes the requests that routes send to an address of the event bus, with one API for both modes and forms. Several
 * consumers of one address, on any nodes, share its requests.
 */
@VertxGen
public interface RequestConsumer {

  /** A consumer with the default options, see {@link #create(Vertx, String, StreamOptions, Handler)}. */
  static RequestConsumer create(Vertx vertx, String address, Handler<RoutedRequest> handler) {
    return create(vertx, address, new StreamOptions(), handler);
  }

  /**
   * A consumer that does not listen yet, on the context of the caller, or on a new context if the caller has none.
   *
   * @param handler called for each request when its head has arrived. If it throws, the response is 500.
   */
  static RequestConsumer create(Vertx vertx, String address, StreamOptions options, Handler<RoutedRequest> handler) {
    return new RequestConsumerImpl(vertx, address, options, handler);
  }

  /** Starts to take requests. Completes when all nodes of the cluster can send requests. */
  Future<RequestConsumer> listen();

  /** The number of open streams, each a request in {@code stream} mode. */
  int openStreams();

  /**
   * Stops taking requests, and completes when those in flight have ended. A request in {@code unary} mode ends with its
   * response; the consumer does not learn when the server has given up waiting.
   *
   * @param gracePeriod milliseconds, after which the consumer resets open streams with CANCEL and waits no longer
   */
  Future<Void> close(long gracePeriod);

  /** As {@link #close(long)}, with 30 seconds. */
  default Future<Void> close() {
    return close(30_000);
  }
}
