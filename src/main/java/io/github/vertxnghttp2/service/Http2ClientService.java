package io.github.vertxnghttp2.service;

import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.ProxyGen;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;

/**
 * {@code nghttp2:client}, wherever on the event bus it runs, as a typed proxy. Futures fail with a
 * {@link io.vertx.core.eventbus.ReplyException} whose failure code says why: 400 something that was asked for cannot be, 413
 * the response's body is too large, 421 no HTTP/2 at that peer, 499 the peer reset the stream, 502 the connection failed or
 * closed, 503 the request was not processed and can be sent again, 504 it took too long, 500 anything else; -1 if nobody
 * listens at the address.
 *
 * <p>Needs {@code io.vertx:vertx-service-proxy}, an optional dependency.
 */
@ProxyGen
@VertxGen
public interface Http2ClientService {
  /** How long a proxy waits unless told otherwise, in milliseconds: so long that the timeouts of requests come first. */
  long PROXY_TIMEOUT = 600_000;

  /**
   * A proxy of the service at an address.
   *
   * @param address that of the verticle's options, most often {@link ClientVerticleOptions#DEFAULT_ADDRESS}
   */
  static Http2ClientService createProxy(Vertx vertx, String address) {
    return createProxy(vertx, address, new DeliveryOptions().setSendTimeout(PROXY_TIMEOUT));
  }

  /**
   * As {@link #createProxy(Vertx, String)}.
   *
   * @param options of its messages; the send timeout should be longer than what requests may take
   */
  @GenIgnore
  static Http2ClientService createProxy(Vertx vertx, String address, DeliveryOptions options) {
    return new Http2ClientServiceVertxEBProxy(vertx, address, options);
  }

  /** Sends a request, on a connection that is open already if there is one, and reads its response to the end. */
  Future<ServiceResponse> request(ServiceRequest request);

  /**
   * Closes the connections to an origin, of all instances in the service's JVM; what is in flight may finish within the grace
   * period of the options. A request after that connects again.
   *
   * @param origin scheme, host and port, such as {@code https://api.example.org:8443}; one without connections is fine
   */
  Future<Void> close(String origin);

  /**
   * What all instances in the service's JVM do: {@code instances}, {@code requests} and {@code inFlight}, {@code failures} by
   * code, and {@code origins}, each with {@code origin}, {@code connect} (where it is dialled), {@code connections},
   * {@code inFlight}, {@code pending} (requests that wait for a connection) and {@code requests}.
   */
  Future<JsonObject> stats();
}
