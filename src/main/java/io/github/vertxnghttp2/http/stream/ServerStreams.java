package io.github.vertxnghttp2.http.stream;

import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.headers.HttpRequestHeaders;
import io.vertx.core.http.impl.http2.Http2ServerStream;
import io.vertx.core.http.impl.observability.ServerStreamObserver;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.TransportMetrics;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;

/**
 * Makes the streams of a server's connection.
 *
 * @param httpMetrics may be {@code null}, as the other metrics
 */
public record ServerStreams(ServerStreamConnection connection, HttpServerMetrics<?, ?> httpMetrics,
                            TransportMetrics<?> transportMetrics, Object socketMetric, TracingPolicy tracingPolicy) {

  /** A request whose head comes next. */
  public Http2ServerStream request(ContextInternal context) {
    return StreamChoice.OWN ? new ServerStream(connection, context, -1, observer(context))
      : Http2ServerStream.create(connection, httpMetrics, transportMetrics, socketMetric, context, tracingPolicy);
  }

  /** A response to a request that the server promises. */
  public Http2ServerStream promised(ContextInternal context, HttpRequestHeaders request, int id) {
    return StreamChoice.OWN ? new ServerStream(connection, context, id, observer(context)).promised(request)
      : Http2ServerStream.create(connection, httpMetrics, transportMetrics, socketMetric, context, request,
        request.method(), request.path(), tracingPolicy, id);
  }

  private ServerStreamObserver observer(ContextInternal context) {
    VertxTracer<?, ?> tracer = context.owner().tracer();
    return httpMetrics == null && tracer == null ? null : new ServerStreamObserver(context, httpMetrics,
      transportMetrics, tracer, socketMetric, tracingPolicy, connection.remoteAddress(), HttpVersion.HTTP_2);
  }
}
