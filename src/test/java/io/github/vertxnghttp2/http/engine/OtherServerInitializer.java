package io.github.vertxnghttp2.http.engine;

import io.vertx.core.Handler;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.impl.CompressionManager;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.http2.codec.Http2CodecServerChannelInitializer;
import io.vertx.core.http.impl.tcp.HttpServerConnectionInitializer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.TransportMetrics;
import io.vertx.core.tracing.TracingPolicy;

import java.util.function.Supplier;

/** Vert.x's own class by another name, as another version of Vert.x could have it. */
public final class OtherServerInitializer extends Http2CodecServerChannelInitializer {

  /** Called by Vert.x. */
  public OtherServerInitializer(HttpServerConnectionInitializer initializer, TracingPolicy tracingPolicy,
                                HttpServerMetrics<?, ?> httpMetrics, TransportMetrics<?> transportMetrics,
                                boolean useDecompression, boolean useCompression, Http2ServerConfig config,
                                CompressionManager compressionManager, Supplier<ContextInternal> streamContextSupplier,
                                Handler<HttpServerConnection> connectionHandler, Object metric, boolean logEnabled) {
    super(initializer, tracingPolicy, httpMetrics, transportMetrics, useDecompression, useCompression, config,
      compressionManager, streamContextSupplier, connectionHandler, metric, logEnabled);
  }
}
