package io.github.vertxnghttp2.inspector;

import io.github.vertxnghttp2.inspector.server.InspectorServer;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/**
 * A web page that shows the HTTP/2 connections of this Vert.x instance. It reads what the connections record of
 * themselves, and samples them only while somebody looks. Its own connections are not shown.
 *
 * <p>Methods may be called from any thread. Futures complete on the context of the caller.
 */
@VertxGen
public interface Inspector {

  /**
   * Creates an inspector that does not listen yet.
   *
   * @param options are copied
   * @throws IllegalArgumentException if other hosts could reach the page without a token, or could read the token on
   *   its way; see {@link InspectorOptions#setToken} and {@link InspectorOptions#setAllowCleartext}
   */
  static Inspector create(Vertx vertx, InspectorOptions options) {
    return new InspectorServer(vertx, options);
  }

  /**
   * The page begins with a recording, instead of with the connections of this Vert.x instance. This reads all of the
   * file, in the thread of the caller.
   *
   * @param file a qlog file that this library has written
   * @throws IllegalArgumentException if it is too large, or no such file; the message names the line
   */
  @Fluent
  Inspector recording(Buffer file);

  /**
   * Starts to listen.
   *
   * @return this inspector; fails if the port is taken, or the certificate cannot be read
   */
  Future<Inspector> listen();

  /**
   * The port that it listens on, also if the options have 0.
   *
   * @throws IllegalStateException before {@link #listen} has completed
   */
  int actualPort();

  /** Closes the listener and the connections of those who look. The recorded connections go on. */
  Future<Void> close();
}
