package io.github.vertxnghttp2.http.control;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.impl.body.EventLoops;
import io.github.vertxnghttp2.impl.transport.ConnectionDriver;
import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.PeerSettings;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpSettings;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;

/**
 * Sends the SETTINGS, PING and GOAWAY frames of one connection for its user and changes the connection's window.
 * Notifies the user of such frames of the peer. Users call it on any thread; what the engine has received is reported
 * on the event loop.
 */
public final class ConnectionControl {
  private static final int PING_BYTES = 8;

  private final ContextInternal context;
  private final EventLoop loop;
  private final Connection connection;
  private final ConnectionDriver driver;
  private final LocalSettings settings;
  private final RemoteSettings remoteSettings = new RemoteSettings();
  private final PendingPings pings = new PendingPings();
  private final GoAwayNotifier goAways;
  /** As the user has set it; 0 before. */
  private volatile int windowSize;
  private volatile Handler<Buffer> pingHandler;

  /**
   * @param context on which the user is notified
   * @param options have the settings of the first SETTINGS frame
   */
  public ConnectionControl(ContextInternal context, EventLoop loop, Connection connection, ConnectionDriver driver,
                           Http2Options options, boolean server) {
    this.context = context;
    this.loop = loop;
    this.connection = connection;
    this.driver = driver;
    settings = new LocalSettings(connection, server, options.getSettings());
    goAways = new GoAwayNotifier(context);
  }

  private void whileOpen(Runnable task) {
    EventLoops.run(loop, () -> {
      if (!connection.isClosed()) {
        task.run();
      }
    });
  }

  // --- for users ---

  public int windowSize() {
    return windowSize > 0 ? windowSize : connection.windows().connectionWindow();
  }

  public void windowSize(int bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("Invalid window size: " + bytes);
    }
    windowSize = bytes;
    whileOpen(() -> connection.windowSize(bytes));
  }

  public HttpSettings settings() {
    return settings.inForce();
  }

  /** @return completes when the peer has acknowledged the settings */
  public Future<Void> updateSettings(HttpSettings update) {
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

  public Http2Settings remoteSettings() {
    return remoteSettings.get();
  }

  public void remoteSettingsHandler(Handler<HttpSettings> handler) {
    remoteSettings.handler(handler);
  }

  /**
   * @param data 8 bytes
   * @return completes with the data when the peer has acknowledged the PING
   */
  public Future<Buffer> ping(Buffer data) {
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

  public void pingHandler(Handler<Buffer> handler) {
    pingHandler = handler;
  }

  /**
   * Sends GOAWAY. With an error it also closes the connection.
   *
   * @param lastStreamId -1 if all streams that the peer has opened are processed
   */
  public void goAway(long errorCode, int lastStreamId, Buffer debugData) {
    if (errorCode < 0) {
      throw new IllegalArgumentException("Invalid error code: " + errorCode);
    }
    byte[] bytes = debugData == null ? new byte[0]
      : debugData.getBytes(0, Math.min(debugData.length(), Session.DEBUG_DATA_MAX));
    whileOpen(() -> {
      connection.goAway(lastStreamId, (int) errorCode, bytes);
      if (errorCode != 0) { // RFC 9113 section 5.4.1; in a task, as it may be called while bytes are received
        loop.execute(() -> driver.close(ConnectionEnd.local(errorCode, "this side sent GOAWAY")));
      }
    });
  }

  public void goAwayHandler(Handler<GoAway> handler) {
    goAways.receivedHandler(handler);
  }

  /** The handler is called with the first GOAWAY, sent or received. */
  public void shutdownHandler(Handler<Void> handler) {
    goAways.shutdownHandler(handler);
  }

  // --- from the engine ---

  public void settingsReceived(PeerSettings peer) {
    remoteSettings.update(peer, context);
  }

  public void settingsAcknowledged() {
    settings.acknowledged();
  }

  public void pingReceived(long data) {
    Handler<Buffer> handler = pingHandler;
    if (handler != null) {
      context.dispatch(Buffer.buffer().appendLong(data), handler);
    }
  }

  public void pingAcknowledged(long data) {
    pings.acknowledged(data);
  }

  /** @return whether it is the first GOAWAY of the connection, sent or received */
  public boolean goAwayReceived(ConnectionEnd end) {
    return goAways.received(end);
  }

  /** @return whether it is the first GOAWAY of the connection, sent or received */
  public boolean goAwaySent(long errorCode, int lastStreamId) {
    return goAways.sent(errorCode, lastStreamId);
  }

  /** The connection ends. Its user is notified of a GOAWAY with an error if that has not happened yet. */
  public void ending() {
    goAways.ending();
  }

  public boolean isGoAwaySent() {
    return goAways.isSent();
  }

  /** The GOAWAY to report with the end of a stream, or {@code null}. */
  public GoAway goAwayOf(ConnectionEnd end) {
    return goAways.of(end);
  }

  /** The connection is closed: what waits for the peer fails. */
  public void end() {
    HttpClosedException cause = goAways.closedException();
    settings.end(cause);
    pings.end(cause);
  }
}
