package io.github.vertxnghttp2.http.stream;

import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.http2.Http2ClientStream;
import io.vertx.core.http.impl.observability.ClientStreamObserver;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.TransportMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;

/**
 * Makes the streams of a client's connection.
 *
 * @param decompresses whether requests say that they accept compressed responses
 * @param clientMetrics may be {@code null}, as the other metrics
 */
public record ClientStreams(ClientStreamConnection connection, boolean decompresses,
                            ClientMetrics<?, ?, ?> clientMetrics, TransportMetrics<?> transportMetrics,
                            Object socketMetric, TracingPolicy tracingPolicy) {

  /** A request that is about to be sent, or a response that is about to be pushed. */
  public Http2ClientStream open(ContextInternal context) {
    return StreamChoice.OWN ? new ClientStream(connection, context, -1, observer(context))
      : Http2ClientStream.create(connection, context, tracingPolicy, decompresses, transportMetrics, clientMetrics);
  }

  /** A request that was sent in HTTP/1.1 and has upgraded the connection. */
  public Http2ClientStream sent(ContextInternal context, int id) {
    return StreamChoice.OWN ? new ClientStream(connection, context, id, observer(context)).sent()
      : Http2ClientStream.create(id, connection, context, tracingPolicy, decompresses, transportMetrics,
        clientMetrics, true);
  }

  @SuppressWarnings("unchecked") // Vert.x gives what its observer takes
  private ClientStreamObserver observer(ContextInternal context) {
    VertxTracer<?, ?> tracer = context.owner().tracer();
    if (clientMetrics == null && tracer == null) {
      return null;
    }
    ClientMetrics<Object, HttpRequest, HttpResponse> metrics =
      (ClientMetrics<Object, HttpRequest, HttpResponse>) clientMetrics;
    return new ClientStreamObserver(context, tracingPolicy, metrics, metrics == null ? null : metrics.init(),
      transportMetrics, socketMetric, tracer, connection.remoteAddress(), HttpVersion.HTTP_2);
  }
}
