package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.github.vertxnghttp2.http.fields.FieldMap;
import io.github.vertxnghttp2.http.fields.SentFields;
import io.github.vertxnghttp2.http.fields.SentRequest;
import io.github.vertxnghttp2.http.stream.ClientStreamConnection;
import io.github.vertxnghttp2.http.stream.ClientStreams;
import io.github.vertxnghttp2.http.stream.StreamPriorities;
import io.github.vertxnghttp2.http.websocket.SocketConnection;
import io.github.vertxnghttp2.impl.handshake.Http1ResponseDetector;
import io.github.vertxnghttp2.impl.handshake.SessionSetup;
import io.github.vertxnghttp2.impl.limits.ConnectionTimeouts;
import io.github.vertxnghttp2.impl.limits.TotalUnreadBytes;
import io.github.vertxnghttp2.protocol.ClientConnection;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.DiscardedStream;
import io.github.vertxnghttp2.protocol.PeerSettings;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.Headers;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.impl.AltSvcEvent;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.http.impl.headers.HttpRequestHeaders;
import io.vertx.core.http.impl.headers.HttpResponseHeaders;
import io.vertx.core.http.impl.http2.Http2ClientStream;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.TransportMetrics;
import io.vertx.core.tracing.TracingPolicy;

import java.time.Duration;

/**
 * A connection of Vert.x's client. Vert.x's pool asks for no more streams at a time than {@link #concurrency} was. If
 * the server has lowered it since, or has sent GOAWAY, the request fails.
 */
final class Nghttp2ClientConnection extends Nghttp2Connection implements ClientStreamConnection, SocketConnection {

  /** What Vert.x gives to each connection of a client. */
  record Client(HostAndPort authority, TracingPolicy tracingPolicy, boolean decompresses, int multiplexingLimit,
                Duration keepAlive, TransportMetrics<?> transportMetrics, Object metric,
                ClientMetrics<?, ?, ?> clientMetrics) {
  }

  /** Promised streams wait outside MAX_CONCURRENT_STREAMS, RFC 9113 section 5.1.2. Vert.x has no limit for them. */
  private static final int MAX_PROMISES = 1000;
  private static final ConnectionReports REPORTS = new ConnectionReports();

  private final Client client;
  private final ClientStreams streams;
  private final long maxConcurrency;
  private final long keepAliveMillis;
  private final long created = System.currentTimeMillis();
  private final ClientConnection connection;
  private final SessionSetup setup;
  private final ConnectionTimeouts timeouts;
  private final ClientShutdown shutdown;
  private final Promise<HttpClientConnection> connected;
  /** The request that was sent over HTTP/1.1 and has upgraded the connection, or {@code null}. */
  private Stream upgraded;
  /** The stream whose head Vert.x writes next, with the id that it will get. */
  private StreamBridge opening;
  private Handler<Void> evictionHandler = DEFAULT_EVICTION_HANDLER;
  private Handler<AltSvcEvent> alternativeServicesHandler;
  private Handler<Long> concurrencyHandler = DEFAULT_CONCURRENCY_CHANGE_HANDLER;
  private boolean evicted;
  private volatile long peerConcurrency = Long.MAX_VALUE;
  private volatile long validUntil;

  Nghttp2ClientConnection(ContextInternal context, ChannelHandlerContext handlerContext, Client client,
                          Http2Options options, Promise<HttpClientConnection> connected) {
    super(context, handlerContext, client.transportMetrics(), client.metric(), REPORTS, client.decompresses());
    this.client = client;
    streams = new ClientStreams(this, client.decompresses(), client.clientMetrics(), client.transportMetrics(),
      client.metric(), client.tracingPolicy());
    this.connected = connected;
    maxConcurrency = client.multiplexingLimit() <= 0 ? Long.MAX_VALUE : client.multiplexingLimit();
    keepAliveMillis = client.keepAlive() == null ? 0 : client.keepAlive().toMillis();
    setup = SessionSetup.ofClient(options);
    connection = new ClientConnection(
      EngineOptions.withReports(setup.sessionOptions()).setMaxReservedRemoteStreams(MAX_PROMISES), this);
    drive(connection, options, false);
    timeouts = new ConnectionTimeouts(connection, driver(), options, 0, 0, new TotalUnreadBytes(0), this::onLimit);
    shutdown = new ClientShutdown(connection, driver(), loop(), this::closeNow);
    used();
    exceptionHandler(connected::tryFail); // before the server's SETTINGS only the promise is waited for
  }

  /** Sends the preface and the SETTINGS. The promise completes with the server's SETTINGS. */
  void start() {
    if (!isSsl()) { // otherwise the server has chosen HTTP/2 by ALPN
      chctx.pipeline().addBefore(DRIVER, "http1-response", new Http1ResponseDetector(this::http1Response));
    }
    begin();
  }

  private void http1Response(String statusLine) {
    driver().cutOff(ConnectionEnd.fault(ErrorCode.PROTOCOL_ERROR, "the server responded in HTTP/1 (" + statusLine
      + "): it does not support HTTP/2 with prior knowledge"));
  }

  private void begin() {
    chctx.pipeline().addBefore(DRIVER, "idle-filter", new IdleFilter());
    timeouts.begin(loop());
    setup.start(connection);
    driver().flush();
  }

  /**
   * Does the same as {@link #start}, after a request of HTTP/1.1 has upgraded the connection.
   *
   * @param settings the payload of the HTTP2-Settings field that was sent
   * @param head whether it is a request for HEAD
   */
  void startUpgraded(byte[] settings, boolean head) {
    upgraded = connection.upgrade(settings, head, new DiscardedStream());
    begin();
  }

  /**
   * Vert.x's stream for the response to the request that was sent over HTTP/1.1.
   *
   * @param continued whether a response 100 was reported
   */
  HttpClientStream upgrade(HttpClientStream request, boolean continued) {
    Http2ClientStream stream = streams.sent(request.context(), upgraded.id());
    stream.upgrade(request.metric(), request.trace());
    StreamBridge bridge = new StreamBridge(this, stream).open(upgraded);
    bridge.headSent();
    if (continued) {
      bridge.continued();
    }
    upgraded.listener(bridge);
    return stream.unwrap();
  }

  private void used() {
    validUntil = keepAliveMillis > 0 ? System.currentTimeMillis() + keepAliveMillis : Long.MAX_VALUE;
  }

  /** Keeps a connection without streams open when it is idle: that is for the pool to decide. */
  private final class IdleFilter extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (!(event instanceof IdleStateEvent) || connection.openStreams() > 0) {
        ctx.fireUserEventTriggered(event);
      }
    }
  }

  // --- streams ---

  @Override
  public Future<HttpClientStream> createStream(ContextInternal streamContext) {
    return streamContext.succeededFuture(newStream(streamContext).unwrap());
  }

  Http2ClientStream newStream(ContextInternal streamContext) {
    return streams.open(streamContext);
  }

  /** Vert.x's stream is about to write its head. */
  @Override
  public void createStream(Http2ClientStream stream) {
    if (!connection.isRequestAllowed()) {
      throw unopened(stream, connection.end() != null ? connection.end().toString()
        : "the connection takes no more than " + concurrency() + " streams at a time");
    }
    int id = connection.nextStreamId();
    if (id < 0) {
      throw unopened(stream, "the stream ids of the connection are used up");
    }
    opening = new StreamBridge(this, stream);
    stream.init(id, true);
  }

  /** The pool gets the place of a stream back when Vert.x's stream closes. */
  private HttpClosedException unopened(Http2ClientStream stream, String why) {
    loop().execute(() -> stream.onClose(null));
    return new HttpClosedException(why);
  }

  @Override
  void writeFields(int streamId, int status, Headers<CharSequence, CharSequence, ?> headers, StreamPriority priority,
                   boolean end, Promise<Void> promise) {
    StreamBridge created = opening;
    if (created != null && created.vertx().id() == streamId) {
      opening = null;
      request(created, headers, StreamPriorities.ofHead(streamId, priority), end, promise);
      return;
    }
    StreamBridge bridge = bridges().get(streamId);
    if (bridge == null) {
      StreamBridge.fail(promise);
    } else {
      bridge.end(SentFields.of(headers), promise);
    }
  }

  private void request(StreamBridge created, Headers<CharSequence, CharSequence, ?> headers, PrioritySpec priority,
                       boolean end, Promise<Void> promise) {
    created.headSent();
    try {
      created.open(connection.request(SentFields.of(headers), priority, end, created));
    } catch (RuntimeException e) { // nothing was sent, and the engine has no stream that could end
      if (promise != null) {
        promise.tryFail(e);
      }
      created.vertx().onException(e);
      created.vertx().onClose(null);
      return;
    }
    bridges().submitted(created, end, promise);
  }

  @Override
  void streamClosed(int streamId, long errorCode) {
    used();
  }

  // --- from the engine ---

  @Override
  public void onSettings(PeerSettings peer) {
    super.onSettings(peer);
    long before = concurrency();
    peerConcurrency = peer.maxConcurrentStreams();
    if (!connected.future().isComplete()) {
      exceptionHandler(null);
      connected.tryComplete(this);
    } else if (concurrency() != before) {
      concurrencyHandler.handle(concurrency());
    }
  }

  @Override
  public void onExtension(int frameType, int flags, int streamId, byte[] payload) {
    StreamBridge bridge = bridges().get(streamId);
    boolean open = streamId == 0 || bridge != null;
    if (frameType == FrameType.ALTSVC.code() && alternativeServicesHandler != null && open) {
      HostAndPort authority = bridge == null ? null : bridge.vertx().authority();
      AltSvcEvent event = AlternativeServices.of(streamId, authority == null ? authority() : authority, isSsl(),
        payload);
      if (event != null) {
        context.emit(event, alternativeServicesHandler);
      }
    }
    super.onExtension(frameType, flags, streamId, payload);
  }

  @Override
  int atMost(int streamId) {
    return streamId & ~1; // servers have even ids
  }

  /** The next request, which the user may make as soon as a stream fails, must not get this connection. */
  @Override
  void shuttingDown() {
    if (!evicted) {
      evicted = true;
      evictionHandler.handle(null);
    }
  }

  @Override
  int lastPeerStreamId() {
    return 0;
  }

  @Override
  void beginShutdown(long milliseconds) {
    if (shutdown.begin(milliseconds)) {
      sockets().shutdown(Duration.ofMillis(milliseconds));
      shutdown.onIdle();
    }
  }

  @Override
  public void onIdle() {
    shutdown.onIdle();
  }

  @Override
  void ended() {
    timeouts.end();
    shutdown.end();
    connected.tryFail(CLOSED_EXCEPTION);
  }

  @Override
  protected void handleClosed() {
    if (client.clientMetrics() != null) {
      client.clientMetrics().disconnected();
    }
    super.handleClosed();
  }

  // --- for WebSockets ---

  @Override
  public ConnectionBase base() {
    return this;
  }

  @Override
  public boolean isConnectProtocolEnabled() {
    return connection.peerSettings().isConnectProtocolEnabled();
  }

  @Override
  public long maxStreams() {
    return connection.end() == null && !connection.isClosed() ? peerConcurrency : 0;
  }

  @Override
  public Stream request(HeaderList head, StreamListener listener) {
    return connection.request(head, false, listener);
  }

  // --- for Vert.x's pool ---

  @Override
  public HttpRequestHeaders requestHeaders(HttpRequestHead head) {
    return SentRequest.of(head, isSsl(), client.decompresses());
  }

  @Override
  public MultiMap newHttpRequestHeaders() {
    return new HttpResponseHeaders(new FieldMap(new HeaderList()));
  }

  @Override
  public long activeStreams() {
    return connection.openStreams();
  }

  @Override
  public long concurrency() {
    return Math.min(peerConcurrency, maxConcurrency);
  }

  @Override
  public HostAndPort authority() {
    return client.authority();
  }

  @Override
  public HttpClientConnection evictionHandler(Handler<Void> handler) {
    evictionHandler = handler;
    return this;
  }

  @Override
  public HttpClientConnection invalidMessageHandler(Handler<Object> handler) {
    return this;
  }

  @Override
  public HttpClientConnection concurrencyChangeHandler(Handler<Long> handler) {
    concurrencyHandler = handler;
    return this;
  }

  @Override
  public HttpClientConnection alternativeServicesHandler(Handler<AltSvcEvent> handler) {
    alternativeServicesHandler = handler;
    return this;
  }

  @Override
  public boolean isValid() {
    return System.currentTimeMillis() <= validUntil;
  }

  @Override
  public long lastResponseReceivedTimestamp() {
    return 0;
  }

  @Override
  public long creationTimestamp() {
    return created;
  }
}
