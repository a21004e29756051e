package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.http.compression.Decompressors;
import io.netty.channel.Channel;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.http1.Http1ClientConnection;
import io.vertx.core.http.impl.http2.codec.Http2CodecClientChannelInitializer;
import io.vertx.core.http.impl.tcp.Http2UpgradeClientConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.TransportMetrics;
import io.vertx.core.tracing.TracingPolicy;

import java.time.Duration;

/** Puts the engine on a channel of a chosen client when the peer speaks HTTP/2. */
public final class Nghttp2ClientInitializer extends Http2CodecClientChannelInitializer {
  private final TracingPolicy tracingPolicy;
  /** Whether the engine serves this channel. */
  private final boolean own;
  private final boolean decompresses;
  private final int multiplexingLimit;
  private final Duration keepAlive;
  private final int maxUpgradeContentLength;
  private final Http2Options options;

  /** Called by Vert.x, with the arguments of the class that this one replaces. */
  public Nghttp2ClientInitializer(Http2Settings initialSettings, TracingPolicy tracingPolicy, boolean useDecompression,
                                  boolean logActivity, int multiplexingLimit, Duration keepAliveTimeout,
                                  int maxUpgradeContentLength) {
    super(initialSettings, tracingPolicy, useDecompression, logActivity, multiplexingLimit, keepAliveTimeout,
      maxUpgradeContentLength);
    this.tracingPolicy = tracingPolicy;
    this.own = EngineChoice.isChosen(initialSettings) && (!useDecompression || Decompressors.areAvailable());
    this.decompresses = useDecompression;
    this.multiplexingLimit = multiplexingLimit;
    this.keepAlive = keepAliveTimeout;
    this.maxUpgradeContentLength = maxUpgradeContentLength;
    this.options = own ? EngineOptions.http2(initialSettings, logActivity) : null;
  }

  @Override
  public void http2Connected(ContextInternal context, HostAndPort authority, TransportMetrics<?> transportMetrics,
                             Object metric, Channel channel, ClientMetrics<?, ?, ?> clientMetrics,
                             PromiseInternal<HttpClientConnection> promise) {
    if (!own) {
      super.http2Connected(context, authority, transportMetrics, metric, channel, clientMetrics, promise);
      return;
    }
    ConnectionHandler handler = new ConnectionHandler();
    channel.pipeline().addLast(ConnectionHandler.NAME, handler);
    Nghttp2ClientConnection connection = new Nghttp2ClientConnection(context, channel.pipeline().context(handler),
      client(authority, transportMetrics, metric, clientMetrics), options, promise);
    handler.connection(connection);
    connection.start();
  }

  private Nghttp2ClientConnection.Client client(HostAndPort authority, TransportMetrics<?> transportMetrics,
                                                Object metric, ClientMetrics<?, ?, ?> clientMetrics) {
    return new Nghttp2ClientConnection.Client(authority, tracingPolicy, decompresses, multiplexingLimit, keepAlive,
      transportMetrics, metric, clientMetrics);
  }

  @Override
  public Http2UpgradeClientConnection.Http2ChannelUpgrade channelUpgrade(Http1ClientConnection http1,
                                                                         ClientMetrics<?, ?, ?> clientMetrics) {
    if (!own) {
      return super.channelUpgrade(http1, clientMetrics);
    }
    return (stream, request, content, end, channel, metrics, result) -> new ClientUpgrade(http1, stream,
      client(request.authority, http1.metrics(), http1.metric(), clientMetrics), options, result)
        .begin(request.method == HttpMethod.HEAD, maxUpgradeContentLength);
  }
}
