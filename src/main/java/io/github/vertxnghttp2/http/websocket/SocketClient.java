package io.github.vertxnghttp2.http.websocket;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.http.Http1ClientConfig;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.HttpConnectParams;
import io.vertx.core.http.impl.WebSocketClientImpl;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.http.HttpClientInternal;
import io.vertx.core.internal.http.HttpClientTransport;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.HttpClientMetrics;
import io.vertx.core.tracing.TracingPolicy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The transport under a WebSocket client of Vert.x. For each socket, that asks for a connection of HTTP/1.1 to upgrade.
 * It gets a stream of a connection of HTTP/2. Sockets of one event loop to one server share connections. Thread-safe.
 */
public final class SocketClient implements HttpClientTransport {

  private record Endpoint(EventLoop loop, SocketAddress server, HostAndPort authority, boolean ssl,
                          ClientSSLOptions tls, ProxyOptions proxy) {
  }

  /** Open as long as sockets are: Vert.x closes a client that nobody refers to. */
  private final HttpClient http2;
  private final HttpClientTransport transport;
  private final HttpClientMetrics<?, ?> metrics;
  private final HttpClientConfig config;
  private final String frameLimit;
  private final long keepAliveMillis;
  private final long settingsTimeoutMillis;
  private final Map<Endpoint, SocketEndpoint> endpoints = new ConcurrentHashMap<>();

  private SocketClient(HttpClient http2, HttpClientOptions options, int maxFrameSize,
                       HttpClientMetrics<?, ?> metrics) {
    this.http2 = http2;
    this.metrics = metrics;
    transport = ((HttpClientInternal) http2).tcpTransport();
    config = new HttpClientConfig(options);
    frameLimit = "maxFrameSize = " + maxFrameSize;
    keepAliveMillis = options.getHttp2KeepAliveTimeout() * 1000L;
    settingsTimeoutMillis = options.getConnectTimeout();
  }

  /**
   * Creates a client.
   *
   * @param http2Options with the settings of the connections. What the options of the sockets have as well is taken
   *   from these
   * @param http2Client makes a client with the engine
   */
  public static WebSocketClient create(VertxInternal vertx, WebSocketClientOptions options,
                                       HttpClientOptions http2Options,
                                       Function<HttpClientOptions, HttpClient> http2Client) {
    if (options.isShared()) {
      throw new IllegalArgumentException("shared is true; a client of WebSockets over HTTP/2 cannot be shared by name");
    }
    HttpClientOptions all = new HttpClientOptions(options)
      .setDefaultHost(options.getDefaultHost()).setDefaultPort(options.getDefaultPort())
      .setVerifyHost(options.isVerifyHost())
      .setProtocolVersion(HttpVersion.HTTP_2).setAlpnVersions(List.of(HttpVersion.HTTP_2)).setUseAlpn(true)
      .setHttp2ClearTextUpgrade(false)
      .setInitialSettings(http2Options.getInitialSettings())
      .setHttp2ConnectionWindowSize(http2Options.getHttp2ConnectionWindowSize())
      .setHttp2KeepAliveTimeout(http2Options.getHttp2KeepAliveTimeout());
    HttpClientMetrics<?, ?> metrics = vertx.metrics() == null ? null
      : vertx.metrics().createHttpClientMetrics(new HttpClientConfig(all));
    SocketClient client = new SocketClient(http2Client.apply(all), all, options.getMaxFrameSize(), metrics);
    return new WebSocketClientImpl(vertx, all, options, client, metrics);
  }

  HttpClientMetrics<?, ?> metrics() {
    return metrics;
  }

  Http1ClientConfig http1Config() {
    return config.getHttp1Config() == null ? new Http1ClientConfig() : config.getHttp1Config();
  }

  TracingPolicy tracingPolicy() {
    return config.getObservabilityConfig() == null ? null : config.getObservabilityConfig().getTracingPolicy();
  }

  String frameLimit() {
    return frameLimit;
  }

  /** After how long a connection without sockets is closed; 0 for never. */
  long keepAliveMillis() {
    return keepAliveMillis;
  }

  /** How long to wait for a connection and the server's SETTINGS; 0 for no limit. */
  long settingsTimeoutMillis() {
    return settingsTimeoutMillis;
  }

  @Override
  public Future<HttpClientConnection> connect(ContextInternal context, SocketAddress server, HostAndPort authority,
                                              HttpConnectParams params, ClientMetrics<?, ?, ?> clientMetrics) {
    PromiseInternal<HttpClientConnection> promise = context.promise();
    EventLoop loop = context.nettyEventLoop();
    Endpoint key = new Endpoint(loop, server, authority, params.ssl, params.sslOptions, params.proxyOptions);
    HttpConnectParams http2Params =
      new HttpConnectParams(List.of(HttpVersion.HTTP_2), params.sslOptions, params.proxyOptions, params.ssl);
    loop.execute(() -> endpoints.computeIfAbsent(key, k -> new SocketEndpoint(loop, this,
      () -> transport.connect(context, server, authority, http2Params, clientMetrics), () -> endpoints.remove(key)))
      .open(new SocketEndpoint.Request(context, server, authority, promise)));
    return promise.future();
  }

  @Override
  public Future<Void> shutdown(Duration timeout) {
    return http2.shutdown(timeout);
  }

  @Override
  public Future<Void> close() {
    return http2.close();
  }
}
