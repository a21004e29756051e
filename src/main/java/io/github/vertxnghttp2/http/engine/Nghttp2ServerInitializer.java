package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.http.compression.Decompressors;
import io.github.vertxnghttp2.http.upgrade.ServerUpgradeHandler;
import io.github.vertxnghttp2.http.websocket.WebSocketServer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Handler;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.impl.CompressionManager;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.http2.codec.Http2CodecServerChannelInitializer;
import io.vertx.core.http.impl.tcp.HttpServerConnectionInitializer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.SslChannelProvider;
import io.vertx.core.internal.tls.SslContextManager;
import io.vertx.core.net.impl.VertxHandler;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.TransportMetrics;
import io.vertx.core.tracing.TracingPolicy;

import java.util.List;
import java.util.function.Supplier;

/** Puts the engine on a channel of a chosen server when the peer speaks HTTP/2. */
public final class Nghttp2ServerInitializer extends Http2CodecServerChannelInitializer {
  /** Handlers of HTTP/1.1 that Vert.x puts behind its codec, or may put there. */
  private static final List<String> HTTP_1_HANDLERS = List.of("inflater", "deflater", "chunkedWriter");

  private final HttpServerConnectionInitializer initializer;
  private final Nghttp2ServerConnection.Server server;
  private final EngineServer shared;
  /** Whether the engine serves this channel. */
  private final boolean own;

  /** Called by Vert.x, with the arguments of the class that this one replaces. */
  public Nghttp2ServerInitializer(HttpServerConnectionInitializer initializer, TracingPolicy tracingPolicy,
                                  HttpServerMetrics<?, ?> httpMetrics, TransportMetrics<?> transportMetrics,
                                  boolean useDecompression, boolean useCompression, Http2ServerConfig config,
                                  CompressionManager compressionManager,
                                  Supplier<ContextInternal> streamContextSupplier,
                                  Handler<HttpServerConnection> connectionHandler, Object metric, boolean logEnabled) {
    super(initializer, tracingPolicy, httpMetrics, transportMetrics, useDecompression, useCompression, config,
      compressionManager, streamContextSupplier, connectionHandler, metric, logEnabled);
    this.initializer = initializer;
    own = EngineChoice.isChosen(connectionHandler) && (!useDecompression || Decompressors.areAvailable());
    shared = own ? EngineServer.of(connectionHandler, config, logEnabled) : null;
    WebSocketServer webSockets = own ? shared.webSockets(settings -> WebSocketServer.of(connectionHandler, settings,
      streamContextSupplier, tracingPolicy, httpMetrics)) : null;
    server = new Nghttp2ServerConnection.Server(streamContextSupplier, tracingPolicy, useDecompression,
      useCompression ? compressionManager : null, httpMetrics, transportMetrics, metric, connectionHandler, webSockets);
  }

  @Override
  public void configureHttp2(ContextInternal context, ChannelPipeline pipeline, boolean ssl) {
    if (!own) {
      super.configureHttp2(context, pipeline, ssl);
      return;
    }
    connection(context, pipeline).start();
  }

  private Nghttp2ServerConnection connection(ContextInternal context, ChannelPipeline pipeline) {
    ConnectionHandler handler = new ConnectionHandler();
    pipeline.replace(VertxHandler.class, ConnectionHandler.NAME, handler);
    Nghttp2ServerConnection connection =
      new Nghttp2ServerConnection(context, pipeline.context(handler), server, shared);
    handler.connection(connection);
    shared.connected(server.connectionHandler(), pipeline.get(SslHandler.class));
    return connection;
  }

  @Override
  @SuppressWarnings("rawtypes") // as Vert.x declares it
  public void configureHttp1OrH2CUpgradeHandler(ContextInternal context, ChannelPipeline pipeline,
                                                SslChannelProvider sslChannelProvider,
                                                SslContextManager sslContextManager) {
    if (!own) {
      super.configureHttp1OrH2CUpgradeHandler(context, pipeline, sslChannelProvider, sslContextManager);
      return;
    }
    pipeline.addAfter("httpEncoder", ServerUpgradeHandler.NAME,
      new ServerUpgradeHandler(new ServerUpgradeHandler.Protocols() {
        @Override
        public void http1(ChannelPipeline pipeline) {
          initializer.configureHttp1Handler(pipeline, sslContextManager);
        }

        @Override
        public ServerUpgradeHandler.Body http2(ChannelPipeline pipeline, byte[] settings, HeaderList head,
                                               boolean ended, Runnable switched) {
          return upgrade(context, pipeline, settings, head, ended, switched);
        }
      }));
  }

  private ServerUpgradeHandler.Body upgrade(ContextInternal context, ChannelPipeline pipeline, byte[] settings,
                                            HeaderList head, boolean ended, Runnable switched) {
    for (String name : HTTP_1_HANDLERS) {
      if (pipeline.get(name) != null) {
        pipeline.remove(name);
      }
    }
    ServerUpgradeHandler.Body body = connection(context, pipeline).startUpgraded(settings, head, ended, () -> {
      switched.run();
      pipeline.remove("httpEncoder");
    });
    initializer.checkAccept(pipeline);
    return body;
  }
}
