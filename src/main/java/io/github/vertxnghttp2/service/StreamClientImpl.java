package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.bus.BusEndpoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

final class StreamClientImpl implements StreamClient {
  /** In milliseconds: the service accepts when it has a connection, and its own timeout is to come first. */
  private static final long GRACE = 5_000;

  private final ContextInternal context;
  private final String address;
  private final BusEndpoint endpoint;

  private StreamClientImpl(ContextInternal context, String address, BusEndpoint endpoint) {
    this.context = context;
    this.address = address;
    this.endpoint = endpoint;
  }

  static Future<StreamClient> create(Vertx vertx, String address, StreamOptions options) {
    ContextInternal caller = ((VertxInternal) vertx).getOrCreateContext();
    ContextInternal context = caller.unwrap(); // a request's own context ends with it
    Promise<StreamClient> created = caller.promise();
    context.runOnContext(v -> BusEndpoint.create(vertx, options.limits(), () -> { })
      .<StreamClient>map(endpoint -> new StreamClientImpl(context, address, endpoint))
      .onComplete(created));
    return created.future();
  }

  @Override
  public StreamedCall call(ServiceRequest head) {
    long timeout = head.getTimeout() > 0 ? head.getTimeout() : ClientVerticleOptions.DEFAULT_TIMEOUT;
    return new StreamedCallImpl(endpoint, address, head.toJson(), timeout + GRACE, context.duplicate());
  }

  @Override
  public Future<Void> close() {
    ContextInternal caller = context.owner().getContext();
    Promise<Void> closed = (caller != null ? caller : context).promise();
    context.runOnContext(v -> endpoint.close().onComplete(closed));
    return closed.future();
  }
}
