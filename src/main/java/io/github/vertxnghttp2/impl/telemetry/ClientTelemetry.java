package io.github.vertxnghttp2.impl.telemetry;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.frame.HeaderList;
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ObservabilityConfig;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpClientConfig;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.HttpClientMetrics;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.TransportMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;

import java.util.Locale;

/**
 * Reports the requests of a client to Vert.x's metrics and tracer. Each of the two is {@code null} if it is off. The
 * streams are reported as a pool named "http", as Vert.x's own client reports its connections. A request that waits for
 * a stream is in the queue of the pool. An open stream is in use.
 */
public final class ClientTelemetry {
  final ClientMetrics<Object, HttpRequest, HttpResponse> endpoint;
  final VertxTracer<Object, Object> tracer;
  private final VertxMetrics metrics;
  private final HttpClientMetrics<Object, ?> http;
  private final TransportMetrics<Object> transport;
  private final TracingPolicy policy;
  private final SocketAddress peer;
  private final String server;
  /** {@code null} until the server's SETTINGS have arrived, and always {@code null} without metrics. */
  private PoolMetrics<Object, Object> pool;

  @SuppressWarnings("unchecked")
  private ClientTelemetry(VertxMetrics metrics, VertxTracer<?, ?> tracer, ClientOptions options,
                          SocketAddress peer, String server) {
    this.metrics = metrics;
    this.tracer = (VertxTracer<Object, Object>) tracer;
    policy = options.getTracingPolicy();
    this.peer = peer;
    this.server = server;
    http = metrics == null ? null : (HttpClientMetrics<Object, ?>) metrics.createHttpClientMetrics(
      new HttpClientConfig()
        .setVersions(HttpVersion.HTTP_2).setSsl(options.isSsl()).setDefaultHost(options.getHost())
        .setDefaultPort(options.getPort())
        .setObservabilityConfig(new ObservabilityConfig().setMetricsName(options.getMetricsName())
          .setTracingPolicy(policy)));
    endpoint = http == null ? null : http.createEndpointMetrics(peer, 1);
    transport = metrics == null ? null
      : (TransportMetrics<Object>) metrics.createTcpClientMetrics(new TcpClientConfig(options), "http");
  }

  /**
   * @param peer the server's address
   * @param server the name of that address
   * @return {@code null} if there are neither metrics nor a tracer
   */
  public static ClientTelemetry of(VertxInternal vertx, ClientOptions options, SocketAddress peer, String server) {
    return vertx.metrics() == null && vertx.tracer() == null ? null
      : new ClientTelemetry(vertx.metrics(), vertx.tracer(), options, peer, server);
  }

  /** @return {@code null} without metrics */
  public ConnectionMeter connected(SocketAddress remote, String name) {
    return ConnectionMeter.of(transport, remote, name);
  }

  /** Called when the SETTINGS of the server have arrived. They contain the number of streams that the server allows. */
  @SuppressWarnings("unchecked")
  public void ready(long maxStreams) {
    if (metrics != null && pool == null) {
      pool = (PoolMetrics<Object, Object>) metrics.createPoolMetrics("http", server,
        (int) Math.min(maxStreams, Integer.MAX_VALUE));
      if (endpoint != null) {
        endpoint.connected();
      }
    }
  }

  PoolMetrics<Object, Object> pool() {
    return pool;
  }

  /** Begins a request that is about to be sent or queued. The tracer may add fields to its head. */
  public ClientObservation begin(ClientRequest request, HeaderList head, ContextInternal context) {
    ObservedRequest observed = new ObservedRequest(0, request.method(), request.scheme(), request.authority(),
      request.uri(), request.headers(), peer);
    Object span = tracer == null ? null : tracer.sendRequest(context, SpanKind.RPC, policy, observed,
      observed.method().name(), (name, value) -> head.set(name.toLowerCase(Locale.ROOT), value),
      SpanTags.CLIENT_REQUEST);
    return new ClientObservation(this, context, observed, span);
  }

  /** Begins an accepted pushed request. The request is complete, because PUSH_PROMISE contained its head. */
  public ClientObservation pushed(ObservedRequest request, ContextInternal context) {
    ClientObservation observation = new ClientObservation(this, context, request, null);
    observation.opened();
    observation.requestEnded(0);
    return observation;
  }

  public SocketAddress peer() {
    return peer;
  }

  public void close() {
    if (pool != null) {
      pool.close();
    }
    if (endpoint != null) {
      if (pool != null) {
        endpoint.disconnected();
      }
      endpoint.close();
      http.close();
    }
    if (transport != null) {
      transport.close();
    }
  }
}
