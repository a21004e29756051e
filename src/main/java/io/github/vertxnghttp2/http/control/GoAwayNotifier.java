package io.github.vertxnghttp2.http.control;

import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.internal.ContextInternal;

/**
 * Notifies the user of the first GOAWAY of a connection, sent or received. Frames are reported on the event loop;
 * handlers are set on any thread.
 */
final class GoAwayNotifier {
  private final ContextInternal context;
  private volatile GoAway first;
  /** Belongs to the event loop. */
  private boolean sent;
  /** The user will be notified of a GOAWAY of this side when the connection ends. Belongs to the event loop. */
  private boolean pending;
  private volatile Handler<GoAway> receivedHandler;
  private volatile Handler<Void> shutdownHandler;

  GoAwayNotifier(ContextInternal context) {
    this.context = context;
  }

  void receivedHandler(Handler<GoAway> handler) {
    receivedHandler = handler;
  }

  void shutdownHandler(Handler<Void> handler) {
    shutdownHandler = handler;
  }

  /** @return whether it is the first */
  boolean received(ConnectionEnd end) {
    if (first != null) {
      return false;
    }
    first = toVertx(end);
    Handler<GoAway> handler = receivedHandler;
    if (handler != null) {
      context.dispatch(new GoAway(first), handler);
    }
    shuttingDown();
    return true;
  }

  /**
   * A GOAWAY with an error ends the connection at once: users hear of the error first.
   *
   * @return whether it is the first
   */
  boolean sent(long errorCode, int lastStreamId) {
    sent = true;
    if (first != null) {
      return false;
    }
    first = new GoAway().setErrorCode(errorCode).setLastStreamId(lastStreamId);
    if (errorCode == 0) {
      shuttingDown();
    } else {
      pending = true;
    }
    return true;
  }

  void ending() {
    if (pending) {
      pending = false;
      shuttingDown();
    }
  }

  /** Whether a GOAWAY of this side was written. */
  boolean isSent() {
    return sent;
  }

  private void shuttingDown() {
    Handler<Void> handler = shutdownHandler;
    if (handler != null) {
      context.dispatch(handler);
    }
  }

  private static GoAway toVertx(ConnectionEnd end) {
    return new GoAway().setErrorCode(end.errorCode()).setLastStreamId(end.lastStreamId())
      .setDebugData(Buffer.buffer(end.reason()));
  }

  /** The GOAWAY to report with the end of a stream, or {@code null}. */
  GoAway of(ConnectionEnd end) {
    return end != null && end.cause() == ConnectionEnd.Cause.GOAWAY ? toVertx(end) : first;
  }

  HttpClosedException closedException() {
    GoAway known = first;
    return known != null ? new HttpClosedException(known) : new HttpClosedException("Connection was closed");
  }
}
