package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.github.vertxnghttp2.http.compression.ResponseCompression;
import io.github.vertxnghttp2.http.fields.FieldMap;
import io.github.vertxnghttp2.http.fields.RequestHeadReader;
import io.github.vertxnghttp2.http.fields.ResponseFields;
import io.github.vertxnghttp2.http.fields.SentFields;
import io.github.vertxnghttp2.http.stream.ServerStreamConnection;
import io.github.vertxnghttp2.http.stream.ServerStreams;
import io.github.vertxnghttp2.http.stream.StreamPriorities;
import io.github.vertxnghttp2.http.upgrade.ServerUpgradeHandler;
import io.github.vertxnghttp2.http.websocket.ExtendedConnect;
import io.github.vertxnghttp2.http.websocket.WebSocketServer;
import io.github.vertxnghttp2.impl.body.EventLoops;
import io.github.vertxnghttp2.impl.handshake.SessionSetup;
import io.github.vertxnghttp2.impl.limits.ServerConnectionTimeouts;
import io.github.vertxnghttp2.impl.limits.TotalUnreadBytes;
import io.github.vertxnghttp2.impl.transport.GracefulShutdown;
import io.github.vertxnghttp2.protocol.DiscardedStream;
import io.github.vertxnghttp2.protocol.PeerSettings;
import io.github.vertxnghttp2.protocol.ServerConnection;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.recording.LabelNames;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.Headers;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.CompressionManager;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.HttpServerStream;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.http.impl.headers.HttpRequestHeaders;
import io.vertx.core.http.impl.http2.Http2ServerStream;
import io.vertx.core.http.impl.tcp.HttpServerConnectionHandler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.TransportMetrics;
import io.vertx.core.tracing.TracingPolicy;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** A connection of Vert.x's server. */
final class Nghttp2ServerConnection extends Nghttp2Connection implements ServerStreamConnection {

  /**
   * What Vert.x gives to each connection of a server.
   *
   * @param decompresses whether the bodies of requests are decompressed
   * @param compression {@code null} if responses are not compressed
   * @param webSockets {@code null} if the server takes none
   */
  record Server(Supplier<ContextInternal> streamContexts, TracingPolicy tracingPolicy,
                boolean decompresses, CompressionManager compression, HttpServerMetrics<?, ?> httpMetrics,
                TransportMetrics<?> transportMetrics, Object metric,
                Handler<HttpServerConnection> connectionHandler, WebSocketServer webSockets) {
  }

  /** A push that waits until the client's MAX_CONCURRENT_STREAMS leaves room. */
  private record Push(Http2ServerStream stream, Promise<Http2ServerStream> promise) {
  }

  /** A client that accepts none, and asks again and again for a page with pushes, must not fill the memory. */
  private static final int MAX_WAITING_PUSHES = 1000;

  private final Server server;
  private final ServerConnection connection;
  private final SessionSetup setup;
  private final int streamWindow;
  /** {@code null} if responses are not compressed. */
  private final ResponseCompression compression;
  private final GracefulShutdown shutdown;
  private final ServerConnectionTimeouts timeouts;
  /** By stream id, in the order in which they were promised. */
  private final Map<Integer, Push> waitingPushes = new LinkedHashMap<>();
  private final ServerStreams streams;
  private final RequestHeadReader heads = new RequestHeadReader();
  private final ResponseFields responseFields = new ResponseFields();
  private Handler<HttpServerStream> streamHandler;
  private boolean ready;
  private int lastRequest;

  Nghttp2ServerConnection(ContextInternal context, ChannelHandlerContext handlerContext, Server server,
                          EngineServer shared) {
    super(context, handlerContext, server.transportMetrics(), server.metric(), shared.reports(),
      server.decompresses());
    this.server = server;
    streams = new ServerStreams(this, server.httpMetrics(), server.transportMetrics(), server.metric(),
      server.tracingPolicy());
    ServerOptions options = shared.options();
    if (server.connectionHandler() instanceof HttpServerConnectionHandler handler) {
      exceptionHandler(handler.exceptionHandler); // also for what happens before the client's SETTINGS
    }
    setup = SessionSetup.ofServer(options);
    compression = server.compression() == null ? null : new ResponseCompression(server.compression(), chctx);
    streamWindow = options.getHttp2().getSettings().getInitialWindowSize();
    connection =
      new ServerConnection(EngineOptions.withReports(setup.sessionOptions()).setLenientTargets(true)
        .setNeverIndexNewValues(true), this);
    drive(connection, options.getHttp2(), true);
    if (setup.hasPriorities()) {
      driver().output().limitUnsent(options.getTcpNotSentLowat());
    }
    shutdown = new GracefulShutdown(remoteAddress(), connection, driver(), loop(),
      GracefulShutdown.Announcement.ONE_GOAWAY);
    timeouts = new ServerConnectionTimeouts(connection, driver(), options, new TotalUnreadBytes(0), this::onLimit,
      reason -> shutDown(reason, options.getHttp2().getShutdownGracePeriod()));
  }

  /** Sends the SETTINGS. */
  void start() {
    timeouts.begin(loop());
    setup.start(connection);
    driver().flush();
  }

  /**
   * Does the same as {@link #start}, for a request of HTTP/1.1 that asked for the upgrade.
   *
   * @param settings the payload of HTTP2-Settings
   * @param ended whether the request has no body
   * @param switched writes the response 101
   * @return takes the body
   */
  ServerUpgradeHandler.Body startUpgraded(byte[] settings, HeaderList head, boolean ended, Runnable switched) {
    switched.run();
    start();
    Stream stream = connection.upgrade(settings, head, 0);
    driver().flush();
    UpgradedBody body = new UpgradedBody(channel, driver(), streamWindow);
    if (connection.isClosed()) {
      body.close(); // libnghttp2 has refused the client's settings
      return body;
    }
    super.onSettings(connection.peerSettings());
    ready();
    onRequest(stream, head, ended);
    if (stream.listener() instanceof StreamBridge bridge) {
      bridge.upgradedBody(body);
    } else {
      body.close();
    }
    return body;
  }

  private void ready() {
    if (!ready) {
      ready = true;
      server.connectionHandler().handle(this);
    }
  }

  // --- from the engine ---

  @Override
  public void onSettings(PeerSettings peer) {
    super.onSettings(peer);
    ready();
    admitPushes();
  }

  @Override
  public void onRequest(Stream stream, HeaderList head, boolean endStream) {
    lastRequest = Math.max(lastRequest, stream.id());
    if (server.webSockets() != null && ExtendedConnect.is(head)) {
      server.webSockets().open(this, sockets(), stream, head, endStream);
      return;
    }
    HttpRequestHeaders fields = heads.read(head);
    if (fields == null) {
      stream.listener(new DiscardedStream());
      stream.reset(ErrorCode.PROTOCOL_ERROR.code());
      return;
    }
    Http2ServerStream request = streams.request(server.streamContexts().get());
    StreamBridge bridge = new StreamBridge(this, request).open(stream);
    bridge.body(head, endStream);
    stream.listener(bridge);
    request.init(stream.id(), true);
    StreamPriority priority = bridges().takeHeadPriority(stream.id());
    if (priority != null) {
      request.priority(priority);
    }
    request.context().execute(request.unwrap(), streamHandler);
    request.onHeaders(fields);
    if (endStream) {
      request.onTrailers();
    }
  }

  @Override
  public void onPingAck(long opaqueData) {
    shutdown.onPingAck(opaqueData);
    super.onPingAck(opaqueData);
  }

  @Override
  public void onIdle() {
    shutdown.onIdle();
  }

  @Override
  int lastPeerStreamId() {
    return lastRequest;
  }

  @Override
  int atMost(int streamId) {
    return streamId == 0 ? 0 : (streamId - 1) | 1; // clients have odd ids
  }

  @Override
  void shuttingDown() {
    // the server has no pool that would have to know
  }

  @Override
  void streamClosed(int streamId, long errorCode) {
    if (waitingPushes.isEmpty()) {
      return;
    }
    Push waiting = waitingPushes.remove(streamId);
    if (waiting != null) {
      waiting.promise.tryFail(connection.isClosed() ? HttpUtils.STREAM_CLOSED_EXCEPTION
        : new StreamResetException(errorCode));
    }
    admitPushes();
  }

  @Override
  void ended() {
    shutdown.end();
    timeouts.end();
  }

  @Override
  void beginShutdown(long milliseconds) {
    shutDown(GracefulShutdown.CLOSING, milliseconds);
  }

  private void shutDown(String reason, long milliseconds) {
    shutdown.begin(reason, milliseconds);
    sockets().shutdown(Duration.ofMillis(milliseconds));
  }

  // --- for Vert.x's streams ---

  @Override
  public void writeResponse(int streamId, int status, Headers<CharSequence, CharSequence, ?> headers,
                            StreamPriority priority, boolean end, Promise<Void> promise) {
    tryToWriteFields(streamId, status, headers, priority, end, promise);
  }

  @Override
  void writeFields(int streamId, int givenStatus, Headers<CharSequence, CharSequence, ?> headers,
                   StreamPriority priority, boolean end, Promise<Void> promise) {
    StreamBridge bridge = bridges().get(streamId);
    if (bridge == null) {
      StreamBridge.fail(promise);
      return;
    }
    Stream stream = bridge.stream();
    HeaderList fields = SentFields.of(headers);
    if (bridge.isHeadSent()) {
      bridge.end(fields, promise);
      return;
    }
    int status = givenStatus != 0 ? givenStatus : SentFields.takeStatus(fields);
    if (status < 200 && end) {
      bridge.headSent();
      throw new IllegalArgumentException("the status of a response is " + status + "; it must be at least 200");
    }
    if (status < 200) {
      stream.inform(status, fields);
      bridges().submitted(bridge, false, promise);
    } else {
      bridge.headSent();
      responseFields.sent(fields);
      if (compression != null) {
        CharSequence accepted = ((Http2ServerStream) bridge.vertx()).headers().get(HttpHeaderNames.ACCEPT_ENCODING);
        bridge.compressor(compression.begin(accepted, FieldMap.over(fields, headers), end));
      }
      PrioritySpec spec = StreamPriorities.ofHead(streamId, priority);
      if (spec == null) {
        stream.respond(status, fields, end);
      } else {
        stream.respond(status, fields, spec, end);
      }
      bridges().submitted(bridge, end, promise);
    }
  }

  @Override
  public Nghttp2ServerConnection streamHandler(Handler<HttpServerStream> handler) {
    streamHandler = handler;
    return this;
  }

  @Override
  public FieldMap newHeaders() {
    return responseFields.make();
  }

  @Override
  public boolean supportsSendFile() {
    return false;
  }

  // --- pushes ---

  @Override
  public void sendPush(int streamId, HostAndPort authority, HttpMethod method, MultiMap headers, String path,
                       StreamPriority priority, Promise<Http2ServerStream> promise) {
    EventLoops.run(loop(), () -> {
      try {
        push(streamId, authority, method, headers, path, promise);
      } catch (RuntimeException e) {
        promise.tryFail(e);
      }
    });
  }

  @Override
  public void routed(int streamId, String route) {
    Stream stream = connection.stream(streamId);
    if (stream != null) {
      stream.label(LabelNames.ROUTE, route);
    }
  }

  private void push(int streamId, HostAndPort authority, HttpMethod method, MultiMap headers, String path,
                    Promise<Http2ServerStream> promise) {
    Stream request = connection.stream(streamId);
    if (request == null) {
      StreamBridge.fail(promise);
      return;
    }
    if (!connection.peerSettings().isPushAccepted()) {
      promise.fail("the client does not accept pushes: its SETTINGS have ENABLE_PUSH = 0");
      return;
    }
    HeaderList head = new HeaderList()
      .add(FieldMap.METHOD, method.name())
      .add(FieldMap.SCHEME, isSsl() ? "https" : "http");
    if (authority != null) {
      head.add(FieldMap.AUTHORITY, authority.toString(isSsl()));
    }
    head.add(FieldMap.PATH, path);
    if (headers != null) {
      for (Map.Entry<String, String> field : headers) {
        head.add(field.getKey().toLowerCase(Locale.ROOT), field.getValue());
      }
    }
    if (waitingPushes.size() >= MAX_WAITING_PUSHES) {
      promise.fail("the client accepts no more pushes at a time (its SETTINGS have MAX_CONCURRENT_STREAMS "
        + connection.peerSettings().maxConcurrentStreams() + "), and " + MAX_WAITING_PUSHES + " wait already");
      return;
    }
    Stream promised = request.promise(head);
    HttpRequestHeaders fields = new HttpRequestHeaders(new FieldMap(head.copy()));
    fields.validate();
    fields.sanitize();
    Http2ServerStream stream = streams.promised(context, fields, promised.id());
    promised.listener(new StreamBridge(this, stream).open(promised));
    waitingPushes.put(promised.id(), new Push(stream, promise));
    admitPushes();
  }

  private void admitPushes() {
    while (!waitingPushes.isEmpty() && !connection.isClosed()
      && connection.openPushes() - waitingPushes.size() < connection.peerSettings().maxConcurrentStreams()) {
      Iterator<Push> waiting = waitingPushes.values().iterator();
      Push push = waiting.next();
      waiting.remove();
      push.promise.tryComplete(push.stream);
    }
  }
}
