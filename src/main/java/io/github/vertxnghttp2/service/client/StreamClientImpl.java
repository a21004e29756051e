package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.service.ClientVerticleOptions;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.StreamClient;
import io.github.vertxnghttp2.service.StreamOptions;
import io.github.vertxnghttp2.service.StreamedCall;
import io.github.vertxnghttp2.service.bus.BusEndpoint;
import io.github.vertxnghttp2.service.bus.EndpointSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

public final class StreamClientImpl implements StreamClient {
  /**
   * Milliseconds that are added to the timeout of the request. The service accepts the stream when it has a connection,
   * and the timeout of the service should expire first.
   */
  private static final long GRACE = 5_000;

  private final ContextInternal context;
  private final String address;
  private final BusEndpoint endpoint;
  private final int maxBodySize;

  private StreamClientImpl(ContextInternal context, String address, BusEndpoint endpoint, int maxBodySize) {
    this.context = context;
    this.address = address;
    this.endpoint = endpoint;
    this.maxBodySize = maxBodySize;
  }

  public static Future<StreamClient> create(Vertx vertx, String address, StreamOptions options) {
    ContextInternal caller = ((VertxInternal) vertx).getOrCreateContext();
    ContextInternal context = caller.unwrap(); // not the duplicated context of one request
    StreamOptions copy = new StreamOptions(options);
    Promise<StreamClient> created = caller.promise();
    context.runOnContext(v -> BusEndpoint.create(vertx, EndpointSettings.of(copy), () -> { })
      .<StreamClient>map(endpoint -> new StreamClientImpl(context, address, endpoint, copy.getMaxBodySize()))
      .onComplete(created));
    return created.future();
  }

  @Override
  public StreamedCall call(ServiceRequest head) {
    long timeout = head.getTimeout() > 0 ? head.getTimeout() : ClientVerticleOptions.DEFAULT_TIMEOUT;
    return new StreamedCallImpl(endpoint, address, head.toJson(), timeout + GRACE, maxBodySize, context.duplicate());
  }

  @Override
  public Future<Void> close() {
    ContextInternal caller = context.owner().getContext();
    Promise<Void> closed = (caller != null ? caller : context).promise();
    context.runOnContext(v -> endpoint.close().onComplete(closed));
    return closed.future();
  }
}
