package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.client.StreamClientImpl;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Calls the client service of a {@code nghttp2:client} with bodies that are streams, on any node: {@code open} of its wire
 * protocol. For small bodies {@link Http2ClientService} is simpler, and as fast.
 */
@VertxGen
public interface StreamClient {

  /** As {@link #create(Vertx, String, StreamOptions)}, with the default options. */
  static Future<StreamClient> create(Vertx vertx, String address) {
    return create(vertx, address, new StreamOptions());
  }

  /**
   * A client on the context of the caller; outside of Vert.x, on a new one.
   *
   * @param address of the client service
   * @return completes when answers can reach it from any node
   */
  static Future<StreamClient> create(Vertx vertx, String address, StreamOptions options) {
    return StreamClientImpl.create(vertx, address, options);
  }

  /**
   * A request. Its head leaves with the first byte of the body, or at the end.
   *
   * @param head without a body
   */
  StreamedCall call(ServiceRequest head);

  /** Resets what is open with CANCEL. */
  Future<Void> close();
}
