package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.netty.handler.codec.http2.Http2Exception;

import java.util.ArrayList;
import java.util.List;

/**
 * What was wrong, if a connection ends because of that. All streams are notified of it first, then the user of the
 * connection, and then the streams close. Belongs to the event loop.
 */
final class ConnectionFault {
  private ConnectionEnd end;
  private final List<Runnable> closings = new ArrayList<>(0);

  /** @return whether the connection ends with a fault */
  boolean begins(ConnectionEnd why) {
    if (why.cause() == ConnectionEnd.Cause.FAULT) {
      end = why;
    }
    return end != null;
  }

  /** Closes a stream when all streams and the user of the connection have been notified. */
  void then(Runnable closing) {
    closings.add(closing);
  }

  boolean isKnown() {
    return end != null;
  }

  Http2Exception exception() {
    return EngineFailures.ofConnection(end);
  }

  void closeStreams() {
    closings.forEach(Runnable::run);
  }
}
