package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.github.vertxnghttp2.http.compression.Decompressors;
import io.github.vertxnghttp2.http.compression.UnfinishedBodies;
import io.github.vertxnghttp2.http.stream.StreamPriorities;
import io.github.vertxnghttp2.http.websocket.OpenSockets;
import io.github.vertxnghttp2.impl.body.EventLoops;
import io.github.vertxnghttp2.impl.telemetry.FrameLogs;
import io.github.vertxnghttp2.impl.transport.ConnectionDriver;
import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.ConnectionListener;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.github.vertxnghttp2.protocol.PeerSettings;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.Headers;
import io.netty.handler.codec.compression.Decompressor;
import io.netty.handler.stream.ChunkedInput;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpSettings;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.impl.http2.Http2Connection;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.spi.metrics.TransportMetrics;

import java.time.Duration;

/**
 * What server and client have in common: a connection of the engine, as Vert.x's streams and users see it. Vert.x's
 * streams call it on the event loop. Users call it on any thread.
 */
abstract class Nghttp2Connection extends ConnectionBase implements Http2Connection, HttpConnection, ConnectionListener {
  private static final System.Logger LOG = System.getLogger(Nghttp2Connection.class.getName());
  private static final int PING_BYTES = 8;
  /** The name of the driver in the pipeline. */
  static final String DRIVER = "nghttp2";

  private final EventLoop loop;
  private final TransportMetrics<?> transportMetrics;
  private final ConnectionReports reports;
  private final boolean decompresses;
  private final PendingPings pings = new PendingPings();
  private final OpenSockets sockets = new OpenSockets();
  private final UnfinishedBodies unfinishedBodies = new UnfinishedBodies();
  private final StreamPriorities priorities = new StreamPriorities();
  private final CustomFrames customFrames;
  private Connection connection;
  private ConnectionDriver driver;
  private LocalSettings settings;
  /** Of the promise that is being reported, or {@code null}. */
  private StreamBridge promised;
  private final RemoteSettings remoteSettings = new RemoteSettings();
  private final GoAwayNotifier goAways;
  private volatile int windowSize = EngineOptions.INITIAL_WINDOW;
  private volatile Handler<Buffer> pingHandler;

  /** @param decompresses whether the bodies of received messages are decompressed */
  Nghttp2Connection(ContextInternal context, ChannelHandlerContext handlerContext, TransportMetrics<?> metrics,
                    Object metric, ConnectionReports reports, boolean decompresses) {
    super(context, handlerContext);
    this.decompresses = decompresses;
    loop = handlerContext.channel().eventLoop();
    customFrames = new CustomFrames(loop);
    goAways = new GoAwayNotifier(context);
    transportMetrics = metrics;
    this.reports = reports;
    metric(metric);
  }

  /** Connects the connection to the channel, before the handler of this connection. */
  final void drive(Connection engine, Http2Options options, boolean server) {
    connection = engine;
    settings = new LocalSettings(engine, server, options.getSettings());
    driver = new ConnectionDriver(engine, options, null, this::onDriverClosed);
    chctx.pipeline().addBefore(chctx.name(), DRIVER, driver);
    reports.counters().opened(engine);
    if (options.isLogFrames()) {
      engine.frameListener(FrameLogs.ofOptions(options, remoteAddress()));
    }
  }

  final EventLoop loop() {
    return loop;
  }

  final ConnectionDriver driver() {
    return driver;
  }

  public final OpenSockets sockets() {
    return sockets;
  }

  /** The bridge of an open stream, or {@code null}. */
  final StreamBridge bridge(int streamId) {
    Stream stream = connection.stream(streamId);
    if (stream != null) {
      return stream.listener() instanceof StreamBridge bridge ? bridge : null;
    }
    return promised != null && promised.vertx().id() == streamId ? promised : null;
  }

  /** The decompressor for the body that follows a head, from which it removes fields; or {@code null}. */
  final Decompressor decompressor(HeaderList head) {
    return decompresses ? Decompressors.of(head, VertxByteBufAllocator.DEFAULT) : null;
  }

  final UnfinishedBodies unfinishedBodies() {
    return unfinishedBodies;
  }

  /** Runs a task that may reset a promised stream, although that is not open before the task ends. */
  final void promising(StreamBridge bridge, Runnable task) {
    promised = bridge;
    task.run();
    promised = null;
  }

  // --- what Vert.x's streams write ---

  @Override
  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  @Override
  public final void writeHeaders(int streamId, Headers<CharSequence, CharSequence, ?> headers, StreamPriority priority,
                                 boolean end, boolean checkFlush, Promise<Void> promise) {
    tryToWriteFields(streamId, 0, headers, priority, end, promise);
  }

  final void tryToWriteFields(int streamId, int status, Headers<CharSequence, CharSequence, ?> headers,
                              StreamPriority priority, boolean end, Promise<Void> promise) {
    try {
      writeFields(streamId, status, headers, priority, end, promise);
    } catch (RuntimeException e) { // a field that cannot be sent, or too many of them
      StreamBridge bridge = bridge(streamId);
      if (bridge != null && bridge.isHeadSent()) {
        bridge.unsendable(e);
      } else if (promise == null) {
        throw e;
      }
      if (promise != null) {
        promise.tryFail(e);
      }
    }
  }

  /** @param status of a response; 0 if it is among the fields, as for Vert.x's own streams, or if there is none */
  abstract void writeFields(int streamId, int status, Headers<CharSequence, CharSequence, ?> headers,
                            StreamPriority priority, boolean end, Promise<Void> promise);

  /**
   * Completes the promise of fields that were submitted: with END_STREAM when that was sent, otherwise with the next
   * flush.
   */
  final void submitted(StreamBridge bridge, boolean end, Promise<Void> promise) {
    if (end) {
      bridge.lastWrite(promise);
    } else if (promise != null) {
      loop.execute(() -> {
        if (connection.isClosed()) {
          StreamBridge.fail(promise);
        } else {
          promise.tryComplete();
        }
      });
    }
  }

  @Override
  public final void writeData(int streamId, ByteBuf data, boolean end, Promise<Void> promise) {
    StreamBridge bridge = bridge(streamId);
    if (bridge == null) {
      data.release();
      StreamBridge.fail(promise);
    } else {
      bridge.write(data, end, promise);
    }
  }

  @Override
  public final void writeReset(int streamId, long code, Promise<Void> promise) {
    StreamBridge bridge = bridge(streamId);
    if (bridge != null) {
      bridge.reset(code, promise);
    } else if (!unfinishedBodies.drop(streamId)) {
      StreamBridge.fail(promise);
    } else if (promise != null) {
      promise.tryComplete();
    }
  }

  @Override
  public final void writeFrame(int streamId, int type, int flags, ByteBuf payload, Promise<Void> promise) {
    byte[] bytes = ByteBufUtil.getBytes(payload);
    payload.release();
    StreamBridge bridge = bridge(streamId);
    if (streamId > 0 && (bridge == null || bridge.isReset())) { // RFC 9113 section 5.1: a closed stream gets no frames
      StreamBridge.fail(promise);
      return;
    }
    try {
      connection.extension(type, flags, streamId, bytes);
      if (promise != null) {
        promise.tryComplete();
      }
    } catch (RuntimeException e) {
      if (promise == null) {
        throw e;
      }
      promise.tryFail(e);
    }
  }

  /** From any thread: the user's stream calls it at once. */
  @Override
  public final void writePriorityFrame(int streamId, StreamPriority priority, Promise<Void> promise) {
    EventLoops.run(loop, () -> {
      StreamBridge bridge = bridge(streamId);
      if (bridge == null) {
        StreamBridge.fail(promise);
      } else {
        bridge.writePriority(StreamPriorities.ofFrame(streamId, priority), promise);
      }
    });
  }

  @Override
  public final void sendFile(int streamId, ChunkedInput<ByteBuf> file, Promise<Void> promise) {
    StreamBridge bridge = bridge(streamId);
    if (bridge != null) {
      bridge.write(new ChunkedBody(file, bridge, channel.alloc(), promise));
      return;
    }
    StreamBridge.fail(promise);
    try {
      file.close();
    } catch (Exception e) {
      // nothing was read
    }
  }

  @Override
  public final void consumeCredits(int streamId, int bytes) {
    StreamBridge bridge = bridge(streamId);
    if (bridge != null) {
      bridge.consume(bytes);
    } else {
      unfinishedBodies.consumed(streamId, bytes);
    }
  }

  // --- for users ---

  @Override
  public final HttpVersion protocolVersion() {
    return HttpVersion.HTTP_2;
  }

  @Override
  public final int getWindowSize() {
    return windowSize;
  }

  @Override
  public final HttpConnection setWindowSize(int bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("Invalid window size: " + bytes);
    }
    windowSize = bytes;
    whileOpen(() -> connection.windowSize(bytes));
    return this;
  }

  @Override
  @SuppressWarnings("deprecation") // Vert.x's interface still has it
  public final HttpConnection goAway(long errorCode, int lastStreamId, Buffer debugData) {
    if (errorCode < 0) {
      throw new IllegalArgumentException("Invalid error code: " + errorCode);
    }
    byte[] bytes = debugData == null ? new byte[0]
      : debugData.getBytes(0, Math.min(debugData.length(), Session.DEBUG_DATA_MAX));
    int last = lastStreamId < 0 ? -1 : atMost(lastStreamId);
    whileOpen(() -> {
      connection.goAway(last, (int) errorCode, bytes);
      if (errorCode != 0) { // RFC 9113 section 5.4.1; in a task, as it may be called while bytes are received
        loop.execute(() -> driver.close(ConnectionEnd.local(errorCode, "this side sent GOAWAY")));
      }
    });
    return this;
  }

  @Override
  public final HttpConnection goAwayHandler(Handler<GoAway> handler) {
    goAways.receivedHandler(handler);
    return this;
  }

  @Override
  public final HttpConnection shutdownHandler(Handler<Void> handler) {
    goAways.shutdownHandler(handler);
    return this;
  }

  @Override
  public final Future<Void> shutdown(Duration timeout) {
    if (timeout.isNegative()) {
      return context.failedFuture("Invalid timeout value " + timeout);
    }
    if (timeout.isZero()) {
      return close();
    }
    loop.execute(() -> beginShutdown(timeout.toMillis()));
    return closeFuture();
  }

  /** Sends GOAWAY, and closes the connection after its last stream or after that many milliseconds. */
  abstract void beginShutdown(long milliseconds);

  /** Closes the connection in a task of its own: it may be called while bytes are received. */
  @Override
  public final Future<Void> close() {
    PromiseInternal<Void> closed = context.promise();
    closeFuture().onComplete(closed);
    loop.execute(this::closeNow);
    return closed.future();
  }

  final void closeNow() {
    if (!connection.isClosed()) {
      sockets.shutdown(Duration.ZERO);
      if (!goAways.isSent()) {
        connection.goAway(ErrorCode.NO_ERROR, "");
      }
      driver.cutOff(ConnectionEnd.local(ErrorCode.NO_ERROR, "this side closed the connection"));
    }
  }

  @Override
  public final Nghttp2Connection closeHandler(Handler<Void> handler) {
    super.closeHandler(handler);
    return this;
  }

  @Override
  public final Nghttp2Connection exceptionHandler(Handler<Throwable> handler) {
    super.exceptionHandler(handler);
    return this;
  }

  @Override
  public final HttpSettings settings() {
    return settings.inForce();
  }

  @Override
  public final Future<Void> updateSettings(HttpSettings update) {
    Http2Settings wanted = new Http2Settings((Http2Settings) update);
    PromiseInternal<Void> acknowledged = context.promise();
    EventLoops.run(loop, () -> {
      if (connection.isClosed()) {
        acknowledged.tryFail(goAways.closedException());
        return;
      }
      try {
        settings.change(wanted, acknowledged);
      } catch (RuntimeException e) { // too many settings, for instance
        acknowledged.tryFail(e);
      }
    });
    return acknowledged.future();
  }

  @Override
  public final Http2Settings remoteSettings() {
    return remoteSettings.get();
  }

  @Override
  public final HttpConnection remoteSettingsHandler(Handler<HttpSettings> handler) {
    remoteSettings.handler(handler);
    return this;
  }

  @Override
  public final Future<Buffer> ping(Buffer data) {
    if (data.length() != PING_BYTES) {
      throw new IllegalArgumentException("Ping data must be exactly 8 bytes");
    }
    long bytes = data.getLong(0);
    PromiseInternal<Buffer> acknowledged = context.promise();
    EventLoops.run(loop, () -> {
      if (connection.isClosed()) {
        acknowledged.tryFail(goAways.closedException());
      } else {
        pings.add(bytes, acknowledged);
        connection.ping(bytes);
      }
    });
    return acknowledged.future();
  }

  @Override
  public final HttpConnection pingHandler(Handler<Buffer> handler) {
    pingHandler = handler;
    return this;
  }

  @Override
  public final TransportMetrics<?> metrics() {
    return transportMetrics;
  }

  private void whileOpen(Runnable task) {
    EventLoops.run(loop, () -> {
      if (!connection.isClosed()) {
        task.run();
      }
    });
  }

  // --- from the engine ---

  @Override
  public final void onDirty() {
    driver.dirty();
  }

  @Override
  public void onSettings(PeerSettings peer) {
    remoteSettings.update(peer, context);
  }

  @Override
  public final void onHeadersPriority(int streamId, PrioritySpec priority) {
    StreamBridge bridge = bridge(streamId);
    if (bridge == null) {
      priorities.announce(streamId, priority);
    } else if (!bridge.vertx().isHeadersReceived()) { // otherwise these are trailers
      bridge.vertx().priority(StreamPriorities.received(priority));
    }
  }

  @Override
  public final void onPriority(int streamId, PrioritySpec priority) {
    StreamBridge bridge = bridge(streamId);
    if (bridge != null) {
      bridge.priorityChanged(StreamPriorities.received(priority));
    }
  }

  final StreamPriorities priorities() {
    return priorities;
  }

  @Override
  public final void onSettingsAck() {
    settings.acknowledged();
  }

  @Override
  public final void onPing(long opaqueData) {
    Handler<Buffer> handler = pingHandler;
    if (handler != null) {
      context.dispatch(Buffer.buffer().appendLong(opaqueData), handler);
    }
  }

  @Override
  public void onPingAck(long opaqueData) {
    pings.acknowledged(opaqueData);
  }

  @Override
  public final void onGoAway(ConnectionEnd end) {
    reports.counters().goAwayReceived(end.errorCode());
    if (goAways.received(end)) {
      shuttingDown();
    }
  }

  @Override
  public final void onGoAwaySent(int lastStreamId, long errorCode) {
    reports.counters().goAwaySent(errorCode);
    if (goAways.sent(errorCode, Math.min(lastStreamId, lastPeerStreamId()))) {
      shuttingDown();
    }
  }

  /** The last stream that the peer has opened. */
  abstract int lastPeerStreamId();

  /** The highest stream id up to the given one that the peer can open; GOAWAY is about those streams only. */
  abstract int atMost(int streamId);

  /** The first GOAWAY was sent or received, or the connection ends and its streams will be notified next. */
  abstract void shuttingDown();

  /** The GOAWAY to report with the end of a stream, or {@code null}. */
  final GoAway goAwayOf(ConnectionEnd end) {
    return goAways.of(end);
  }

  @Override
  public void onExtension(int frameType, int flags, int streamId, byte[] payload) {
    StreamBridge bridge = bridge(streamId);
    if (bridge != null) {
      bridge.onCustomFrame(customFrames, frameType, flags, payload);
    }
  }

  /** A stream closed, and Vert.x's stream was told. */
  abstract void streamClosed(int streamId, long errorCode);

  @Override
  public final void onReset(long errorCode, ClosedBy by) {
    reports.counters().reset(errorCode, by);
  }

  @Override
  public final void onWindowStall() {
    reports.counters().windowStall();
  }

  @Override
  public final void onLimit(LimitReached limit) {
    reports.limitReached(remoteAddress(), limit);
  }

  @Override
  public final void onDiagnostic(String text) {
    LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", remoteAddress(), text);
  }

  @Override
  public final void onEnd(ConnectionEnd why, int streams) {
    reports.ended(remoteAddress(), why, streams);
    shuttingDown();
    if (why.cause() == ConnectionEnd.Cause.FAULT) {
      handleException(EngineFailures.ofConnection(why));
    }
  }

  private void onDriverClosed(ConnectionEnd end) {
    reports.counters().closed(connection);
    HttpClosedException cause = goAways.closedException();
    settings.end(cause);
    pings.end(cause);
    ended();
  }

  /** The engine's connection is closed. */
  abstract void ended();

  /** The channel is closed. Here so that {@link ConnectionHandler} may call it. */
  @Override
  protected void handleClosed() {
    super.handleClosed();
  }
}
