package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.impl.transport.ConnectionDriver;
import io.github.vertxnghttp2.protocol.ClientConnection;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.concurrent.TimeUnit;

/** Closes a client's connection after its last stream, or when the time is over. Belongs to the event loop. */
final class ClientShutdown {
  private final ClientConnection connection;
  private final ConnectionDriver driver;
  private final EventLoop loop;
  private final Runnable closeNow;
  private boolean begun;
  private ScheduledFuture<?> deadline;

  /** @param closeNow closes the connection with its streams */
  ClientShutdown(ClientConnection connection, ConnectionDriver driver, EventLoop loop, Runnable closeNow) {
    this.connection = connection;
    this.driver = driver;
    this.loop = loop;
    this.closeNow = closeNow;
  }

  /**
   * Sends GOAWAY. A further call can only bring the end forward.
   *
   * @param milliseconds after which the connection is closed with its streams
   * @return whether the shutdown has begun now
   */
  boolean begin(long milliseconds) {
    if (connection.isClosed()) {
      return false;
    }
    if (deadline == null || milliseconds < deadline.getDelay(TimeUnit.MILLISECONDS)) {
      cancelDeadline();
      deadline = loop.schedule(closeNow, milliseconds, TimeUnit.MILLISECONDS);
    }
    if (begun) {
      return false;
    }
    begun = true;
    connection.goAway(ErrorCode.NO_ERROR, "");
    return true;
  }

  /** A stream was closed, or the shutdown has begun. Closes the connection if it has no streams. */
  void onIdle() {
    if (begun && connection.openStreams() == 0) {
      loop.execute(() -> driver.close(ConnectionEnd.local(ErrorCode.NO_ERROR, "this side shut down")));
    }
  }

  /** The connection is closed. */
  void end() {
    cancelDeadline();
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }
}
