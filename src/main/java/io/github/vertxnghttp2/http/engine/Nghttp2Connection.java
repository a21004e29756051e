package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.github.vertxnghttp2.http.control.ConnectionControl;
import io.github.vertxnghttp2.http.websocket.OpenSockets;
import io.github.vertxnghttp2.impl.recording.ConnectionRecording;
import io.github.vertxnghttp2.impl.recording.RecordedPeer;
import io.github.vertxnghttp2.impl.telemetry.FrameLogs;
import io.github.vertxnghttp2.impl.transport.ConnectionDriver;
import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.ConnectionListener;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.github.vertxnghttp2.protocol.PeerSettings;
import io.github.vertxnghttp2.recording.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.Headers;
import io.netty.handler.stream.ChunkedInput;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpSettings;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.impl.http2.Http2Connection;
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
  /** The name of the driver in the pipeline. */
  static final String DRIVER = "nghttp2";

  private final EventLoop loop;
  private final TransportMetrics<?> transportMetrics;
  private final ConnectionReports reports;
  private final boolean decompresses;
  private final OpenSockets sockets = new OpenSockets();
  private final ConnectionFault fault = new ConnectionFault();
  private Connection connection;
  private ConnectionDriver driver;
  private StreamBridges bridges;
  private ConnectionControl control;
  private ConnectionRecording recording = ConnectionRecording.OFF;

  /** @param decompresses whether the bodies of received messages are decompressed */
  Nghttp2Connection(ContextInternal context, ChannelHandlerContext handlerContext, TransportMetrics<?> metrics,
                    Object metric, ConnectionReports reports, boolean decompresses) {
    super(context, handlerContext);
    this.decompresses = decompresses;
    loop = handlerContext.channel().eventLoop();
    transportMetrics = metrics;
    this.reports = reports;
    metric(metric);
  }

  /** Connects the connection to the channel, before the handler of this connection. */
  final void drive(Connection engine, Http2Options options, boolean server) {
    connection = engine;
    driver = new ConnectionDriver(engine, options, null, this::onDriverClosed);
    bridges = new StreamBridges(engine, loop, channel.alloc(), decompresses);
    control = new ConnectionControl(context, loop, engine, driver, options, server);
    chctx.pipeline().addBefore(chctx.name(), DRIVER, driver);
    reports.counters().opened(engine);
    recording = new RecordedPeer(context.owner(), server ? Side.SERVER : Side.CLIENT, channel, localAddress(),
      remoteAddress(), server ? indicatedServerName() : null).record(engine, options,
        new RecordedPeer.Control() {
          @Override
          public void drain() {
            beginShutdown(options.getShutdownGracePeriod());
          }

          @Override
          public void close() {
            closeNow();
          }
        });
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

  final StreamBridges bridges() {
    return bridges;
  }

  final ConnectionControl control() {
    return control;
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
      StreamBridge bridge = bridges.get(streamId);
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

  @Override
  public final void writeData(int streamId, ByteBuf data, boolean end, Promise<Void> promise) {
    bridges.writeData(streamId, data, end, promise);
  }

  @Override
  public final void writeReset(int streamId, long code, Promise<Void> promise) {
    bridges.writeReset(streamId, code, promise);
  }

  @Override
  public final void writeFrame(int streamId, int type, int flags, ByteBuf payload, Promise<Void> promise) {
    bridges.writeCustomFrame(streamId, type, flags, payload, promise);
  }

  @Override
  public final void writePriorityFrame(int streamId, StreamPriority priority, Promise<Void> promise) {
    bridges.writePriority(streamId, priority, promise);
  }

  @Override
  public final void sendFile(int streamId, ChunkedInput<ByteBuf> file, Promise<Void> promise) {
    bridges.sendFile(streamId, file, promise);
  }

  @Override
  public final void consumeCredits(int streamId, int bytes) {
    bridges.consumed(streamId, bytes);
  }

  // --- for users ---

  @Override
  public final HttpVersion protocolVersion() {
    return HttpVersion.HTTP_2;
  }

  @Override
  public final int getWindowSize() {
    return control.windowSize();
  }

  @Override
  public final HttpConnection setWindowSize(int bytes) {
    control.windowSize(bytes);
    return this;
  }

  @Override
  @SuppressWarnings("deprecation") // Vert.x's interface still has it
  public final HttpConnection goAway(long errorCode, int lastStreamId, Buffer debugData) {
    control.goAway(errorCode, lastStreamId < 0 ? -1 : atMost(lastStreamId), debugData);
    return this;
  }

  @Override
  public final HttpConnection goAwayHandler(Handler<GoAway> handler) {
    control.goAwayHandler(handler);
    return this;
  }

  @Override
  public final HttpConnection shutdownHandler(Handler<Void> handler) {
    control.shutdownHandler(handler);
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
      if (!control.isGoAwaySent()) {
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
    return control.settings();
  }

  @Override
  public final Future<Void> updateSettings(HttpSettings update) {
    return control.updateSettings(update);
  }

  @Override
  public final Http2Settings remoteSettings() {
    return control.remoteSettings();
  }

  @Override
  public final HttpConnection remoteSettingsHandler(Handler<HttpSettings> handler) {
    control.remoteSettingsHandler(handler);
    return this;
  }

  @Override
  public final Future<Buffer> ping(Buffer data) {
    return control.ping(data);
  }

  @Override
  public final HttpConnection pingHandler(Handler<Buffer> handler) {
    control.pingHandler(handler);
    return this;
  }

  @Override
  public final TransportMetrics<?> metrics() {
    return transportMetrics;
  }

  // --- from the engine ---

  @Override
  public final void onDirty() {
    driver.dirty();
  }

  @Override
  public void onSettings(PeerSettings peer) {
    control.settingsReceived(peer);
  }

  @Override
  public final void onHeadersPriority(int streamId, PrioritySpec priority) {
    bridges.headPriorityReceived(streamId, priority);
  }

  @Override
  public final void onPriority(int streamId, PrioritySpec priority) {
    bridges.priorityReceived(streamId, priority);
  }

  @Override
  public final void onSettingsAck() {
    control.settingsAcknowledged();
  }

  @Override
  public final void onPing(long opaqueData) {
    control.pingReceived(opaqueData);
  }

  @Override
  public void onPingAck(long opaqueData) {
    control.pingAcknowledged(opaqueData);
  }

  @Override
  public final void onGoAway(ConnectionEnd end) {
    reports.counters().goAwayReceived(end.errorCode());
    if (control.goAwayReceived(end)) {
      shuttingDown();
    }
  }

  @Override
  public final void onGoAwaySent(int lastStreamId, long errorCode) {
    reports.counters().goAwaySent(errorCode);
    if (control.goAwaySent(errorCode, Math.min(lastStreamId, lastPeerStreamId()))) {
      shuttingDown();
    }
  }

  /** The last stream that the peer has opened. */
  abstract int lastPeerStreamId();

  /** The highest stream id up to the given one that the peer can open; GOAWAY is about those streams only. */
  abstract int atMost(int streamId);

  /** The first GOAWAY was sent or received, or the connection ends and its streams will be notified next. */
  abstract void shuttingDown();

  @Override
  public void onExtension(int frameType, int flags, int streamId, byte[] payload) {
    bridges.customFrameReceived(streamId, frameType, flags, payload);
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
  public final void onWindowGrowth() {
    reports.counters().windowGrowth();
  }

  @Override
  public final void onLimit(LimitReached limit) {
    reports.limitReached(remoteAddress(), limit, recording.limitReached(limit));
  }

  @Override
  public final ConnectionEnd onEnding(ConnectionEnd why) {
    return recording.ending(why);
  }

  @Override
  public final void onDiagnostic(String text) {
    LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", remoteAddress(), text);
  }

  @Override
  public final void onEnd(ConnectionEnd why, int streams) {
    reports.ended(remoteAddress(), why, streams);
    shuttingDown();
    if (!fault.begins(why)) {
      control.ending();
    }
  }

  final ConnectionFault fault() {
    return fault;
  }

  private void onDriverClosed(ConnectionEnd end) {
    if (fault.isKnown()) {
      handleException(fault.exception());
      control.ending();
      fault.closeStreams();
    }
    reports.counters().closed(connection);
    recording.closed();
    control.end();
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
