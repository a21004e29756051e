package io.github.vertxnghttp2.recording.live;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.vertx.core.Future;
import io.vertx.core.Handler;

/**
 * An open connection that is recorded. Methods may be called from any thread. Futures are completed on the context of
 * the caller; without one, on the event loop of the connection.
 */
public interface LiveConnection {
  /** Unique on this node. The same as {@link RecordedConnection#id}. */
  long id();

  /**
   * What was recorded until now. The event loop of the connection reads it, in a time that grows with
   * {@code recorder.bytes}: at its default less than a millisecond, at its maximum about 0.1 s.
   *
   * @return fails if the connection was closed meanwhile
   */
  Future<RecordedConnection> record();

  /**
   * As {@link #record}, without frames, waits and exchanges: cheap enough for thousands of connections.
   *
   * @return fails if the connection was closed meanwhile
   */
  Future<RecordedConnection> summary();

  /**
   * Switches the frame log of the connection. Secret values are left out unless {@code logSecrets} is set.
   *
   * @param lines gets each line, on the event loop of the connection; {@code null} to switch it off
   */
  void frameLog(Handler<String> lines);

  /** Sends GOAWAY; the connection closes when its streams have ended. */
  void drain();

  /** Closes the connection with its streams. */
  void close();
}
