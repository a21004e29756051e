package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.handler.RequestConsumerImpl;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;

/**
 * Receives the requests that routes send to an address of the event bus. The API is the same for both modes and both
 * forms. Several consumers of one address share its requests. They may run on different nodes.
 */
@VertxGen
public interface RequestConsumer {
  /** 30 seconds, in milliseconds. */
  long DEFAULT_GRACE_PERIOD = 30_000;

  /** Creates a consumer with the default options, see {@link #create(Vertx, String, StreamOptions, Handler)}. */
  static RequestConsumer create(Vertx vertx, String address, Handler<RoutedRequest> handler) {
    return create(vertx, address, new StreamOptions(), handler);
  }

  /**
   * Creates a consumer that does not listen yet. It uses the context of the caller, or a new context if the caller has
   * none.
   *
   * @param handler called for each request when its head has arrived. If it throws an exception, the client gets status
   *   500, or a reset if the response has begun.
   */
  static RequestConsumer create(Vertx vertx, String address, StreamOptions options, Handler<RoutedRequest> handler) {
    return new RequestConsumerImpl(vertx, address, options, handler);
  }

  /** Starts to receive requests. Completes when all nodes of the cluster can send requests to this consumer. */
  Future<RequestConsumer> listen();

  /**
   * Sets the time for requests in flight when the consumer is closed because its verticle is undeployed, Vert.x is
   * closed, or the JVM ends by a signal such as SIGTERM. The consumer then behaves as with {@link #close(long)}. The
   * verticle is stopped after that, so that its timers and clients can be used until the requests have ended.
   *
   * @param milliseconds at least 0, by default {@link #DEFAULT_GRACE_PERIOD}
   */
  @Fluent
  RequestConsumer shutdownGracePeriod(long milliseconds);

  /** The number of open streams. Each stream is a request in {@code stream} mode. */
  int openStreams();

  /**
   * Stops receiving requests, and completes when the requests in flight have ended. A request in {@code unary} mode
   * ends with its response. The consumer is not notified if the server's timeout ends such a request earlier.
   *
   * @param gracePeriod milliseconds, after which the consumer resets open streams with CANCEL, fails messages with
   *   code 503, and waits no longer
   */
  Future<Void> close(long gracePeriod);

  /** Does the same as {@link #close(long)}, with a grace period of {@link #DEFAULT_GRACE_PERIOD}. */
  default Future<Void> close() {
    return close(DEFAULT_GRACE_PERIOD);
  }
}
