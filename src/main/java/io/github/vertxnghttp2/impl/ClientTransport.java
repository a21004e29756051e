package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientOptions.Cleartext;
import io.github.vertxnghttp2.ProtocolException;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.body.EventLoops;
import io.github.vertxnghttp2.impl.handshake.H2cUpgrade;
import io.github.vertxnghttp2.impl.handshake.Http1ResponseDetector;
import io.github.vertxnghttp2.impl.handshake.ServerAddress;
import io.github.vertxnghttp2.impl.handshake.SessionSetup;
import io.github.vertxnghttp2.impl.limits.ConnectionTimeouts;
import io.github.vertxnghttp2.impl.limits.LimitLog;
import io.github.vertxnghttp2.impl.limits.TotalUnreadBytes;
import io.github.vertxnghttp2.impl.recording.ConnectionRecording;
import io.github.vertxnghttp2.impl.recording.RecordedPeer;
import io.github.vertxnghttp2.impl.telemetry.ClientTelemetry;
import io.github.vertxnghttp2.impl.telemetry.ConnectionEndLog;
import io.github.vertxnghttp2.impl.telemetry.ConnectionMeter;
import io.github.vertxnghttp2.impl.telemetry.FrameLogs;
import io.github.vertxnghttp2.impl.telemetry.SessionCounters;
import io.github.vertxnghttp2.impl.transport.ConnectionDriver;
import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.protocol.ClientConnection;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.ConnectionListener;
import io.github.vertxnghttp2.protocol.DiscardedStream;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.github.vertxnghttp2.protocol.PeerSettings;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.github.vertxnghttp2.recording.Side;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One connection of a client. Methods are called on its event loop, unless their comment names another thread. */
final class ClientTransport implements ConnectionListener {
  private static final System.Logger LOG = System.getLogger(ClientTransport.class.getName());

  private final VertxInternal vertx;
  private final NetSocketInternal socket;
  private final ClientOptions options;
  private final Consumer<ConnectionEnd> goAwayHandler;
  private final Consumer<ConnectionEnd> closeHandler;
  private final EventLoop loop;
  private final SessionSetup setup;
  private final ClientConnection connection;
  private final ConnectionDriver driver;
  private final PushReceiver pushes;
  private final SessionCounters counters;
  /** {@code null} if there are neither metrics nor a tracer. */
  private final ClientTelemetry telemetry;
  private final ConnectionMeter meter;
  private final Promise<Void> handshake = Promise.promise();
  private final Promise<Void> closed = Promise.promise();
  private final Pings pings;
  private final ConnectionTimeouts timeouts;
  private final LimitLog limits = new LimitLog();
  private final ConnectionEndLog ends = new ConnectionEndLog();
  private ScheduledFuture<?> timer;
  private boolean closing;
  private boolean ended;
  private ConnectionRecording recording = ConnectionRecording.OFF;
  private volatile boolean requestAllowed;

  ClientTransport(VertxInternal vertx, NetSocketInternal socket, ClientOptions options, SessionCounters counters,
                  ClientTelemetry telemetry, Consumer<ConnectionEnd> goAwayHandler,
                  Consumer<ConnectionEnd> closeHandler) {
    this.vertx = vertx;
    this.socket = socket;
    this.options = options;
    this.counters = counters;
    this.telemetry = telemetry;
    this.goAwayHandler = goAwayHandler;
    this.closeHandler = closeHandler;
    loop = socket.channelHandlerContext().channel().eventLoop();
    setup = SessionSetup.ofClient(options.getHttp2());
    connection = new ClientConnection(setup.sessionOptions(), this);
    connection.maxInformational(options.getMaxInformationalResponses());
    meter = telemetry == null ? null : telemetry.connected(socket.remoteAddress(),
      options.getPath() == null ? options.getHost() : null);
    driver = new ConnectionDriver(connection, options.getHttp2(), meter, this::closed);
    timeouts = new ConnectionTimeouts(connection, driver, options.getHttp2(), 0, 0,
      new TotalUnreadBytes(0), this::onLimit);
    pings = new Pings(connection, timeouts, loop, socket.remoteAddress(), options.getHttp2().getKeepAliveTimeout());
    pushes = new PushReceiver(options.getHttp2().getSettings().isPushEnabled(), loop, telemetry, this::onDiagnostic);
    counters.opened(connection);
    if (options.getHttp2().isLogFrames()) {
      connection.frameListener(FrameLogs.ofOptions(options.getHttp2(), socket.remoteAddress()));
    }
  }

  EventLoop loop() {
    return loop;
  }

  /**
   * Runs a task on the event loop: immediately if the caller is on it, otherwise later. May be called from any thread.
   */
  void run(Runnable task) {
    EventLoops.run(loop, task);
  }

  ClientTelemetry telemetry() {
    return telemetry;
  }

  /** Whether PRIORITY_UPDATE frames have an effect, RFC 9218 section 2.1. */
  boolean serverKnowsPriorities() {
    return connection.peerSettings().hasNoRfc7540Priorities();
  }

  PushReceiver pushes() {
    return pushes;
  }

  // --- handshake ---

  /** Starts HTTP/2 on the connection. Completes when the SETTINGS frame of the server has arrived. */
  Future<Void> handshake() {
    int timeout = options.getHttp2().getHandshakeTimeout();
    timer = loop.schedule(() -> refuse(Limit.HANDSHAKE_TIMEOUT.text(timeout, "SETTINGS")),
      timeout, TimeUnit.MILLISECONDS);
    ChannelHandlerContext last = socket.channelHandlerContext();
    if (socket.isSsl() && !"h2".equals(socket.applicationLayerProtocol())) {
      refuse("the server at " + socket.remoteAddress() + " did not choose HTTP/2 by ALPN (it chose \""
        + socket.applicationLayerProtocol() + "\")");
    } else if (!socket.isSsl() && options.getCleartext() == Cleartext.UPGRADE) {
      H2cUpgrade.install(last, ServerAddress.authority(options), setup.settingsPayload(), this::startUpgraded,
        response -> refuse("the server responded " + response + " to the upgrade: it does not support h2c"));
    } else {
      last.pipeline().addBefore(last.name(), "http1-response", new Http1ResponseDetector(this::refuseHttp1));
      drive(last);
      setup.start(connection);
      driver.flush();
    }
    socket.closeHandler(v -> closed(ConnectionEnd.lost("the server closed the connection")));
    return handshake.future();
  }

  private void drive(ChannelHandlerContext last) {
    last.pipeline().addBefore(last.name(), "nghttp2", driver);
    recording = new RecordedPeer(vertx, Side.CLIENT, socket.channelHandlerContext().channel(), socket.localAddress(),
      socket.remoteAddress(), socket.isSsl() ? options.getHost() : null).record(connection, options.getHttp2(),
        control());
    timeouts.begin(loop);
  }

  private void startUpgraded() {
    drive(socket.channelHandlerContext());
    connection.upgrade(setup.settingsPayload(), false, new DiscardedStream());
    setup.start(connection);
    driver.flush();
  }

  private void refuseHttp1(String line) {
    refuse("the server responded in HTTP/1 (" + line + "): it does not support HTTP/2 with prior knowledge");
  }

  private void refuse(String message) {
    handshake.tryFail(new ProtocolException(message, null));
    connection.close(ConnectionEnd.fault(ErrorCode.PROTOCOL_ERROR, message));
    socket.close(); // the socket then calls closed()
    timer.cancel(false);
  }

  // --- requests ---

  /** Sends a request, or queues it. */
  Stream request(HeaderList head, boolean endStream, StreamListener listener) {
    Stream stream = connection.request(head, endStream, listener);
    requestAllowed = !closing && connection.isRequestAllowed();
    return stream;
  }

  /** Returns a stream that is never opened. It stands for a request that could not be sent: each write to it fails. */
  Stream unopened() {
    return connection.unopened();
  }

  /** Whether a request may be sent again after the server has refused it this many times. */
  boolean mayResend(int refusals) {
    return !closing && !connection.isClosed() && connection.end() == null && refusals
      < options.getRefusedStreamRetries();
  }

  /** Whether requests are allowed, as the event loop last saw it. May be called from any thread. */
  boolean isRequestAllowed() {
    return requestAllowed;
  }

  Future<Duration> ping(PromiseInternal<Duration> done) {
    loop.execute(() -> pings.send(done));
    return done.future();
  }

  /** This side has reset a request before its response was complete. */
  void requestAborted() {
    timeouts.requestAborted();
  }

  void frameLog(Handler<String> lines) {
    loop.execute(() -> {
      if (!connection.isClosed()) {
        connection.frameListener(FrameLogs.log(options.getHttp2(), lines));
      }
    });
  }

  // --- end ---

  Future<Void> terminate(long code, PromiseInternal<Void> done) {
    loop.execute(() -> {
      if (!connection.isClosed()) {
        connection.terminate((int) code);
        driver.close(ConnectionEnd.local(code, "this side terminated the connection"));
      }
      closed.future().onComplete(done);
    });
    return done.future();
  }

  Future<Void> close(PromiseInternal<Void> done) {
    loop.execute(() -> {
      beginClose();
      closed.future().onComplete(done);
    });
    return done.future();
  }

  private void beginClose() {
    closing = true;
    requestAllowed = false;
    connection.refuse(ConnectionEnd.local(ErrorCode.NO_ERROR, "this session was closed"));
    if (!connection.isClosed()) {
      ScheduledFuture<?> deadline = loop.schedule(this::endNow, options.getHttp2().getShutdownGracePeriod(),
        TimeUnit.MILLISECONDS);
      // A timer that is not cancelled would keep the session in memory.
      closed.future().onComplete(over -> deadline.cancel(false));
    }
    onIdle();
  }

  private RecordedPeer.Control control() {
    return new RecordedPeer.Control() {
      @Override
      public void drain() {
        beginClose();
      }

      @Override
      public void close() {
        if (!connection.isClosed()) {
          connection.terminate((int) ErrorCode.NO_ERROR.code());
          driver.cutOff(ConnectionEnd.local(ErrorCode.NO_ERROR, "this side closed the connection"));
        }
      }
    };
  }

  private void endNow() {
    if (!connection.isClosed()) {
      String text = "requests were in flight after shutdownGracePeriod = " + options.getHttp2().getShutdownGracePeriod()
        + " ms";
      connection.goAway(ErrorCode.NO_ERROR, text);
      driver.cutOff(ConnectionEnd.local(ErrorCode.CANCEL, text));
    }
  }

  private void closed(ConnectionEnd end) {
    if (!ended) {
      ended = true;
      requestAllowed = false;
      timer.cancel(false);
      timeouts.end();
      connection.close(end);
      counters.closed(connection);
      recording.closed();
      if (meter != null) {
        meter.closed();
      }
      handshake.tryFail(new ProtocolException("the server at " + socket.remoteAddress()
        + " ended the connection before its SETTINGS: " + end.reason(), null));
      pings.end(end);
      closeHandler.accept(end);
      closed.complete(); // last, so that everything is closed when the future completes
    }
  }

  // --- from the connection ---

  @Override
  public void onDirty() {
    driver.dirty();
  }

  @Override
  public void onSettings(PeerSettings settings) {
    timer.cancel(false);
    requestAllowed = !closing && connection.isRequestAllowed();
    if (telemetry != null) {
      telemetry.ready(settings.maxConcurrentStreams());
    }
    handshake.tryComplete();
  }

  @Override
  public void onPingAck(long opaqueData) {
    pings.onAck(opaqueData);
  }

  @Override
  public void onGoAway(ConnectionEnd end) {
    counters.goAwayReceived(end.errorCode());
    requestAllowed = false;
    goAwayHandler.accept(end);
    if (connection.openStreams() == 0) {
      onIdle();
    }
  }

  @Override
  public void onGoAwaySent(int lastStreamId, long errorCode) {
    counters.goAwaySent(errorCode);
  }

  @Override
  public void onReset(long errorCode, ClosedBy by) {
    counters.reset(errorCode, by);
  }

  @Override
  public void onWindowStall() {
    counters.windowStall();
  }

  @Override
  public void onWindowGrowth() {
    counters.windowGrowth();
  }

  @Override
  public void onStreamClosed() {
    requestAllowed = !closing && connection.isRequestAllowed();
  }

  @Override
  public void onIdle() {
    boolean over = closing || connection.end() != null;
    if (over && connection.openStreams() == 0 && connection.pendingRequests() == 0) {
      loop.execute(() -> {
        if (!connection.isClosed() && connection.openStreams() == 0) {
          connection.goAway(ErrorCode.NO_ERROR, "");
          driver.close(connection.end() != null ? connection.end()
            : ConnectionEnd.local(ErrorCode.NO_ERROR, "this side closed the session"));
        }
      });
    }
  }

  @Override
  public void onLimit(LimitReached limit) {
    counters.limitReached(limit);
    limits.log(socket.remoteAddress(), limit, recording.limitReached(limit));
  }

  @Override
  public ConnectionEnd onEnding(ConnectionEnd why) {
    return recording.ending(why);
  }

  @Override
  public void onEnd(ConnectionEnd why, int streams) {
    counters.ended(why.cause());
    ends.log(socket.remoteAddress(), why, streams);
  }

  @Override
  public void onDiagnostic(String text) {
    LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", socket.remoteAddress(), text);
  }
}
