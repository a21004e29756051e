package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.client.StreamClientImpl;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Sends requests through a {@code nghttp2:client} on any node, with bodies that are streams: the action {@code open} of
 * its wire protocol. For small bodies, {@link Http2ClientService} is simpler and as fast.
 */
@VertxGen
public interface StreamClient {

  /** As {@link #create(Vertx, String, StreamOptions)}, with the default options. */
  static Future<StreamClient> create(Vertx vertx, String address) {
    return create(vertx, address, new StreamOptions());
  }

  /**
   * A client on the context of the caller, or on a new context if the caller has none.
   *
   * @param address of the client service
   * @return completes when all nodes can send to the client
   */
  static Future<StreamClient> create(Vertx vertx, String address, StreamOptions options) {
    return StreamClientImpl.create(vertx, address, options);
  }

  /**
   * A request. Its head is sent with the first byte of the body, or at the end.
   *
   * @param head without a body
   */
  StreamedCall call(ServiceRequest head);

  /** Resets open streams with CANCEL. */
  Future<Void> close();
}
