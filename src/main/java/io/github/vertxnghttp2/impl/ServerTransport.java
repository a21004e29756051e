package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.body.EventLoops;
import io.github.vertxnghttp2.impl.handshake.PeerAddress;
import io.github.vertxnghttp2.impl.handshake.SessionSetup;
import io.github.vertxnghttp2.impl.limits.ServerConnectionTimeouts;
import io.github.vertxnghttp2.impl.recording.ConnectionRecording;
import io.github.vertxnghttp2.impl.recording.RecordedPeer;
import io.github.vertxnghttp2.impl.telemetry.ConnectionMeter;
import io.github.vertxnghttp2.impl.telemetry.FrameLogs;
import io.github.vertxnghttp2.impl.telemetry.ServerTelemetry;
import io.github.vertxnghttp2.impl.telemetry.SessionCounters;
import io.github.vertxnghttp2.impl.transport.ConnectionDriver;
import io.github.vertxnghttp2.impl.transport.GracefulShutdown;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.ConnectionListener;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.github.vertxnghttp2.protocol.PeerSettings;
import io.github.vertxnghttp2.protocol.ServerConnection;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.checks.RequestHeadCheck;
import io.github.vertxnghttp2.recording.Side;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.SocketAddress;

import java.util.concurrent.TimeUnit;

/** One HTTP/2 connection of a server. The handshake has already detected that the client uses HTTP/2. */
final class ServerTransport implements ConnectionListener, FrameLogs.Target {
  private static final System.Logger LOG = System.getLogger(ServerTransport.class.getName());

  /** The connection object that all requests share. */
  private final Http2ConnectionImpl shared;
  private final SocketAddress peer;
  private final ContextInternal context;
  private final EventLoop loop;
  private final boolean sameThread;
  private final Handler<ServerRequest> handler;
  private final boolean continues;
  private final SessionSetup setup;
  private final ServerConnection connection;
  private final ConnectionDriver driver;
  private final FrameLogs logs;
  private final SessionCounters counters;
  private final ServerTelemetry telemetry;
  private final ConnectionMeter meter;
  private final ScheduledFuture<?> handshakeTimer;
  private final GracefulShutdown shutdown;
  private final ListeningServer server;
  private final ServerConnectionTimeouts timeouts;
  private final ConnectionRecording recording;

  ServerTransport(NetSocketInternal socket, ListeningServer server) {
    ServerOptions options = server.options();
    this.server = server;
    this.peer = PeerAddress.of(socket);
    this.logs = server.logs();
    this.counters = server.counters();
    this.telemetry = server.telemetry();
    this.context = server.context();
    this.handler = server.handler();
    this.continues = options.isHandle100ContinueAutomatically();
    ChannelHandlerContext last = socket.channelHandlerContext();
    loop = last.channel().eventLoop();
    sameThread = EventLoops.isOn(context, loop);
    setup = SessionSetup.ofServer(options);
    connection = new ServerConnection(setup.sessionOptions().setLenientTargets(true),
      RequestHeadCheck.Targets.STRICT, this);
    meter = telemetry == null ? null : telemetry.connected(peer, peer.hostName());
    driver = new ConnectionDriver(connection, options.getHttp2(), meter, this::closed);
    last.pipeline().addBefore(last.name(), "nghttp2", driver);
    if (setup.hasPriorities()) {
      driver.output().limitUnsent(options.getTcpNotSentLowat());
    }
    handshakeTimer = loop.schedule(this::refuseSilent, options.getHttp2().getHandshakeTimeout(), TimeUnit.MILLISECONDS);
    shutdown =
      new GracefulShutdown(peer, connection, driver, loop, GracefulShutdown.Announcement.TWO_GOAWAYS);
    int grace = options.getHttp2().getShutdownGracePeriod();
    socket.shutdownHandler(limit -> shutdown.begin(GracefulShutdown.CLOSING, grace));
    timeouts = new ServerConnectionTimeouts(connection, driver, options, server.totalUnread(), this::onLimit,
      reason -> shutdown.begin(reason, grace));
    logs.opened(this);
    counters.opened(connection);
    recording = new RecordedPeer(context.owner(), Side.SERVER, last.channel(), socket.localAddress(), peer,
      socket.indicatedServerName()).record(connection, options.getHttp2(), control(grace));
    timeouts.begin(loop);
    shared = new Http2ConnectionImpl(socket, peer, recording.id(), context, loop, connection, driver, shutdown, grace,
      new Pings(connection, timeouts, loop, peer, options.getHttp2().getKeepAliveTimeout()));
  }

  private RecordedPeer.Control control(int grace) {
    return new RecordedPeer.Control() {
      @Override
      public void drain() {
        shutdown.begin(GracefulShutdown.DRAINED, grace);
      }

      @Override
      public void close() {
        shared.closeNow();
      }
    };
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public SocketAddress peer() {
    return peer;
  }

  @Override
  public void frameListener(FrameListener listener) {
    if (!connection.isClosed()) {
      connection.frameListener(listener);
    }
  }

  /** Sends the SETTINGS. */
  ServerTransport start() {
    setup.start(connection);
    driver.flush();
    return this;
  }

  /** Does the same as {@link #start}. The upgraded request becomes stream 1. */
  void startUpgraded(byte[] settingsPayload, HeaderList head, ByteBuf body) {
    start();
    Stream stream = connection.upgrade(settingsPayload, head, body.readableBytes());
    driver.flush();
    if (connection.isClosed()) {
      return; // libnghttp2 has refused the client's settings
    }
    shared.onSettings(connection.peerSettings());
    boolean empty = !body.isReadable();
    ServerRequestImpl request = dispatch(stream, head, empty);
    if (!empty) {
      request.onData(body, body.readerIndex(), body.readableBytes());
      request.onEnd(new HeaderList());
    }
  }

  private void refuseSilent() {
    if (!connection.peerSettings().isKnown() && !connection.isClosed()) {
      LimitReached limit = server.timedOut(peer, "SETTINGS");
      connection.goAway(limit.limit().errorCode(), limit.text());
      driver.close(ConnectionEnd.fault(limit.limit().errorCode(), limit.text()));
    }
  }

  @Override
  public void onDirty() {
    driver.dirty();
  }

  @Override
  public void onRequest(Stream stream, HeaderList head, boolean endStream) {
    if (continues && !endStream && "100-continue".equalsIgnoreCase(head.get("expect"))) {
      stream.inform(100, new HeaderList());
    }
    dispatch(stream, head, endStream);
  }

  private ServerRequestImpl dispatch(Stream stream, HeaderList head, boolean endStream) {
    ContextInternal duplicate = context.duplicate();
    ServerRequestImpl request = new ServerRequestImpl(shared, stream, head, endStream, duplicate, loop,
      server.totalUnread());
    if (telemetry != null) {
      request.observe(telemetry.begin(request, stream, duplicate));
    }
    if (sameThread) {
      handle(duplicate, request);
    } else {
      duplicate.execute(request, r -> handle(duplicate, r));
    }
    return request;
  }

  private void handle(ContextInternal duplicate, ServerRequestImpl request) {
    ContextInternal previous = duplicate.beginDispatch();
    try {
      handler.handle(request);
    } catch (Throwable t) {
      duplicate.reportException(t);
      request.failed();
    } finally {
      duplicate.endDispatch(previous);
    }
    request.start();
  }

  @Override
  public void onSettings(PeerSettings settings) {
    handshakeTimer.cancel(false);
    shared.onSettings(settings);
  }

  @Override
  public void onGoAway(ConnectionEnd end) {
    counters.goAwayReceived(end.errorCode());
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
  public void onPingAck(long opaqueData) {
    shutdown.onPingAck(opaqueData);
    shared.onPingAck(opaqueData);
  }

  @Override
  public void onIdle() {
    shutdown.onIdle();
  }

  @Override
  public void onLimit(LimitReached limit) {
    server.onLimit(peer, limit, recording.limitReached(limit));
  }

  @Override
  public ConnectionEnd onEnding(ConnectionEnd why) {
    return recording.ending(why);
  }

  @Override
  public void onEnd(ConnectionEnd why, int streams) {
    server.onEnd(peer, why, streams);
  }

  @Override
  public void onDiagnostic(String text) {
    LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", peer, text);
  }

  private void closed(ConnectionEnd end) {
    handshakeTimer.cancel(false);
    shutdown.end();
    timeouts.end();
    logs.closed(this);
    recording.closed();
    counters.closed(connection);
    if (meter != null) {
      meter.closed();
    }
    shared.onClosed(end);
  }
}
