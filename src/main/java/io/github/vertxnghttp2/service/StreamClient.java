package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.client.StreamClientImpl;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Sends requests with streamed bodies through a {@code nghttp2:client} on any node. It uses the action {@code open} of
 * the client's wire protocol. For small bodies, {@link Http2ClientService} is simpler and as fast.
 */
@VertxGen
public interface StreamClient {

  /** Does the same as {@link #create(Vertx, String, StreamOptions)}, with the default options. */
  static Future<StreamClient> create(Vertx vertx, String address) {
    return create(vertx, address, new StreamOptions());
  }

  /**
   * Creates a client. It uses the context of the caller, or a new context if the caller has none.
   *
   * @param address the address of the client service
   * @return completes when all nodes can send to the client
   */
  static Future<StreamClient> create(Vertx vertx, String address, StreamOptions options) {
    return StreamClientImpl.create(vertx, address, options);
  }

  /**
   * Creates a request. Its head is sent with the first part of the body, or when the request ends.
   *
   * @param head the request without a body
   */
  StreamedCall call(ServiceRequest head);

  /** Resets open streams with CANCEL. */
  Future<Void> close();
}
