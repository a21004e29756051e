package io.github.vertxnghttp2.impl.telemetry;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.protocol.Stream;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpServerConfig;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.TransportMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;

/**
 * Reports the requests of a server to Vert.x's metrics, its tracer and the access log. Each of the three is
 * {@code null} if it is off. This class reports a connection with the protocol "http", as Vert.x's own server does. The
 * {@code NetServer} that accepted the connection also reports it, under its own name and without bytes.
 */
public final class ServerTelemetry {
  final HttpServerMetrics<Object, ?> http;
  final VertxTracer<Object, Object> tracer;
  final AccessLog log;
  private final TransportMetrics<Object> transport;
  private final TracingPolicy policy;

  @SuppressWarnings("unchecked")
  private ServerTelemetry(VertxMetrics metrics, VertxTracer<?, ?> tracer, AccessLog log, ServerOptions options,
    SocketAddress address) {
    http = metrics == null ? null : (HttpServerMetrics<Object, ?>) metrics.createHttpServerMetrics(
      new HttpServerConfig()
        .setVersions(HttpVersion.HTTP_2).setHost(options.getHost()).setPort(Math.max(0, options.getPort())), address,
      null);
    transport = metrics == null ? null
      : (TransportMetrics<Object>) metrics.createTcpServerMetrics(new TcpServerConfig(options), "http", address);
    this.tracer = (VertxTracer<Object, Object>) tracer;
    this.log = log;
    this.policy = options.getTracingPolicy();
  }

  /**
   * @param address where the server listens
   * @return {@code null} if there are no metrics, no tracer and no access log
   */
  public static ServerTelemetry of(VertxInternal vertx, ServerOptions options, SocketAddress address) {
    AccessLog log = AccessLog.of(options.getAccessLog());
    return vertx.metrics() == null && vertx.tracer() == null && log == null ? null
      : new ServerTelemetry(vertx.metrics(), vertx.tracer(), log, options, address);
  }

  /** @return {@code null} without metrics */
  public ConnectionMeter connected(SocketAddress peer, String name) {
    return ConnectionMeter.of(transport, peer, name);
  }

  /** Begins a request whose head has arrived. The tracer may put locals into the context before the handler runs. */
  public ServerObservation begin(ServerRequest request, Stream stream, ContextInternal context) {
    ObservedRequest observed = new ObservedRequest(stream.id(), request.method(), request.scheme(), request.authority(),
      request.uri(), request.headers(), request.remoteAddress());
    Object metric = http == null ? null : http.requestBegin(observed.remoteAddress(), observed);
    Object span = tracer == null ? null : tracer.receiveRequest(context, SpanKind.RPC, policy, observed,
      observed.method().name(), observed.headers(), SpanTags.SERVER_REQUEST);
    return new ServerObservation(this, stream, context, observed, metric, span, false);
  }

  /** Begins a promised request, whose response follows. It has no separate span. */
  ServerObservation push(Stream promised, ContextInternal context, ObservedRequest request) {
    Object metric = http == null ? null : http.responsePushed(request.remoteAddress(), request.method(), request.uri(),
      new ObservedResponse(200, MultiMap.caseInsensitiveMultiMap()));
    return new ServerObservation(this, promised, context, request, metric, null, true);
  }

  public void close() {
    if (http != null) {
      http.close();
    }
    if (transport != null) {
      transport.close();
    }
  }
}
