package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.Http2Connection;
import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.impl.body.EventLoops;
import io.github.vertxnghttp2.impl.transport.ConnectionDriver;
import io.github.vertxnghttp2.impl.transport.GracefulShutdown;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.PeerSettings;
import io.github.vertxnghttp2.protocol.ServerConnection;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.SocketAddress;

import javax.net.ssl.SSLSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The connection object that users get from a request. All requests of one connection share it. */
final class Http2ConnectionImpl implements Http2Connection {
  private final NetSocketInternal socket;
  /** Of the open connection: a closed socket has no TLS session any more. {@code null} without TLS. */
  private final SSLSession sslSession;
  private final SocketAddress peer;
  private final long recordingId;
  private final ContextInternal context;
  private final EventLoop loop;
  private final ServerConnection connection;
  private final ConnectionDriver driver;
  private final GracefulShutdown shutdown;
  private final int gracePeriod;
  private final Pings pings;
  private final OnceHandler<Void> closeHandler;
  private final Promise<Void> closed = Promise.promise();
  private volatile Http2Settings remoteSettings;

  /**
   * @param recordingId 0 if it is not recorded
   * @param gracePeriod the milliseconds of {@link #shutdown}
   */
  Http2ConnectionImpl(NetSocketInternal socket, SocketAddress peer, long recordingId, ContextInternal context,
                      EventLoop loop, ServerConnection connection, ConnectionDriver driver, GracefulShutdown shutdown,
                      int gracePeriod, Pings pings) {
    this.socket = socket;
    this.sslSession = socket.sslSession();
    this.peer = peer;
    this.recordingId = recordingId;
    this.context = context;
    this.loop = loop;
    this.connection = connection;
    this.driver = driver;
    this.shutdown = shutdown;
    this.gracePeriod = gracePeriod;
    this.pings = pings;
    this.closeHandler = new OnceHandler<>(context);
    onSettings(connection.peerSettings());
  }

  // --- from the transport, on the event loop ---

  void onSettings(PeerSettings settings) {
    remoteSettings = new Http2Settings()
      .setHeaderTableSize(settings.headerTableSize())
      .setPushEnabled(settings.isPushAccepted())
      .setMaxConcurrentStreams(settings.maxConcurrentStreams())
      .setInitialWindowSize((int) settings.initialWindowSize())
      .setMaxFrameSize((int) settings.maxFrameSize())
      .setMaxHeaderListSize(settings.maxHeaderListSize());
  }

  void onPingAck(long opaqueData) {
    pings.onAck(opaqueData);
  }

  void onClosed(ConnectionEnd end) {
    pings.end(end);
    closeHandler.happen(null);
    closed.complete();
  }

  // --- for the user ---

  @Override
  public SocketAddress remoteAddress() {
    return peer;
  }

  @Override
  public SocketAddress localAddress() {
    return socket.localAddress();
  }

  @Override
  public long recordingId() {
    return recordingId;
  }

  @Override
  public boolean isSsl() {
    return sslSession != null;
  }

  @Override
  public SSLSession sslSession() {
    return sslSession;
  }

  @Override
  public Http2Settings remoteSettings() {
    return new Http2Settings(remoteSettings);
  }

  @Override
  public Future<Duration> ping() {
    PromiseInternal<Duration> done = promise();
    loop.execute(() -> pings.send(done));
    return done.future();
  }

  @Override
  public Http2Connection goAway(long code, String debugText) {
    int checked = (int) Http2Failures.checkedCode(code);
    int length = debugText.getBytes(StandardCharsets.UTF_8).length; // checked here: the caller is on another thread
    if (length > Session.DEBUG_DATA_MAX) {
      throw new IllegalArgumentException("debugText has " + length + " bytes; GOAWAY can have "
        + Session.DEBUG_DATA_MAX);
    }
    EventLoops.run(loop, () -> shutdown.goAway(checked, debugText));
    return this;
  }

  @Override
  public Http2Connection closeHandler(Handler<Void> handler) {
    EventLoops.run(loop, () -> closeHandler.set(handler));
    return this;
  }

  @Override
  public Future<Void> shutdown() {
    return endBy(() -> shutdown.begin("this side shut the connection down", gracePeriod));
  }

  @Override
  public Future<Void> close() {
    return endBy(this::closeNow);
  }

  /** Closes the connection with its streams. Called on the event loop, in a task of its own. */
  void closeNow() {
    driver.flush(); // nghttp2 sends nothing after the GOAWAY, so the responses that were ended before go first
    if (!connection.isClosed()) {
      connection.terminate((int) ErrorCode.NO_ERROR.code());
      driver.cutOff(ConnectionEnd.local(ErrorCode.NO_ERROR, "this side closed the connection"));
    }
  }

  /** Ends the connection in a separate task, after the calling handler has returned. */
  private Future<Void> endBy(Runnable end) {
    PromiseInternal<Void> done = promise();
    loop.execute(() -> {
      end.run();
      closed.future().onComplete(done);
    });
    return done.future();
  }

  /** Completes on the context of the caller. */
  private <T> PromiseInternal<T> promise() {
    ContextInternal caller = context.owner().getContext();
    return (caller != null ? caller : context).promise();
  }
}
