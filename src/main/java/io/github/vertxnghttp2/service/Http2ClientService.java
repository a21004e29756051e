package io.github.vertxnghttp2.service;

import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.ProxyGen;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;

/**
 * A typed proxy of {@code nghttp2:client}, which may run on any node. Futures fail with a
 * {@link io.vertx.core.eventbus.ReplyException} whose failure code gives the reason. 400: the request is malformed.
 * 413: the body of the response is too large. 421: the peer does not support HTTP/2. 499: the peer reset the stream.
 * 502: the connection failed or closed. 503: the peer has not processed the request, so it can be sent again. 504:
 * timeout. 500: any other failure. -1: the address has no consumer.
 *
 * <p>Needs {@code io.vertx:vertx-service-proxy}, an optional dependency.
 */
@ProxyGen
@VertxGen
public interface Http2ClientService {
  /** The default send timeout of a proxy, in milliseconds: longer than the timeouts of requests. */
  long PROXY_TIMEOUT = 600_000;

  /**
   * Creates a proxy of the service at an address.
   *
   * @param address the address in the options of the verticle, see {@link ClientVerticleOptions#DEFAULT_ADDRESS}
   */
  static Http2ClientService createProxy(Vertx vertx, String address) {
    return createProxy(vertx, address, new DeliveryOptions().setSendTimeout(PROXY_TIMEOUT));
  }

  /**
   * Does the same as {@link #createProxy(Vertx, String)}, with delivery options.
   *
   * @param options the options of the messages; the send timeout should be longer than the timeouts of requests
   */
  @GenIgnore
  static Http2ClientService createProxy(Vertx vertx, String address, DeliveryOptions options) {
    return new Http2ClientServiceVertxEBProxy(vertx, address, options);
  }

  /** Sends a request and reads its whole response. An open connection is used if there is one. */
  Future<ServiceResponse> request(ServiceRequest request);

  /**
   * Closes the connections of all instances in the JVM of the service to an origin. Requests in flight may finish
   * within the grace period of the options. A later request connects again.
   *
   * @param origin scheme, host and port, such as {@code https://api.example.org:8443}; an origin without connections is
   *   allowed
   */
  Future<Void> close(String origin);

  /**
   * Returns the sums over all instances in the JVM of the service: {@code instances}, {@code requests},
   * {@code inFlight}, {@code failures} by code, and {@code origins}. Each origin has {@code origin}, {@code connect}
   * (its address), {@code connections}, {@code inFlight}, {@code pending} (requests that wait for a connection) and
   * {@code requests}.
   */
  Future<JsonObject> stats();
}
