package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.FrameLog;
import io.github.vertxnghttp2.impl.ServerSessionImpl;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;

import java.util.function.Predicate;

/**
 * An HTTP/2 server: TLS with ALPN, or cleartext with prior knowledge or the upgrade from HTTP/1.1. Its connections run
 * on the event loop of the context on which it was created, and its handlers run on that context. If it was created
 * while a request was handled, that is the verticle's context and not the request's own. Futures complete on the
 * context of the caller. Several instances that listen on one port share its connections.
 */
@VertxGen
public interface ServerSession {

  /**
   * A server that does not listen yet, on the context of the caller or, outside of Vert.x, on a new one. Loads
   * libnghttp2; a {@code NativeLibraryException} names the places where it was not found.
   *
   * @param options copied
   * @throws IllegalArgumentException if {@code ssl} is true and there is no certificate
   */
  static ServerSession create(Vertx vertx, ServerOptions options) {
    return new ServerSessionImpl(vertx, options);
  }

  /**
   * Called for each request when its head has arrived. To be set before {@link #listen}. See also {@link #nextRequest}.
   */
  @Fluent
  ServerSession requestHandler(Handler<ServerRequest> handler);

  /**
   * The next request, in the order of arrival on all connections, for a server without a request handler. Requests are
   * kept as long as their streams are open, up to the MAX_CONCURRENT_STREAMS of each connection.
   *
   * @return fails with {@link ConnectionClosedException} when the server is closed
   * @throws IllegalStateException before {@link #listen}, or if there is a requestHandler
   */
  Future<ServerRequest> nextRequest();

  /** Called with failures of connections. Replaces the log of them; {@code null} for nothing. */
  @Fluent
  ServerSession exceptionHandler(@Nullable Handler<Throwable> handler);

  /**
   * Logs each frame of all connections, open and new, in a line of its own that begins with the peer's address:
   * {@link FrameLog} describes the line. Replaces the log of {@link Http2Options#setLogFrames}. May be called at any
   * time from any thread.
   *
   * @param lines called on the event loops of the connections; {@code null} ends the log
   */
  @Fluent
  default ServerSession frameLog(@Nullable Handler<String> lines) {
    return frameLog(peer -> true, lines);
  }

  /**
   * As {@link #frameLog(Handler)}, for the connections of some peers only.
   *
   * @param peers false for connections without a log; an exception counts as false
   */
  @GenIgnore
  ServerSession frameLog(Predicate<SocketAddress> peers, Handler<String> lines);

  /** Counts of what happened on its connections so far. */
  @CacheReturn
  Http2Metrics metrics();

  /** Starts to listen. Completes when the port is open. A server that was closed may listen again. */
  Future<ServerSession> listen();

  /**
   * Changes the certificate and the rest of TLS for the connections to come; those that are open go on. Without a
   * certificate here, nothing changes.
   *
   * @param options copied; HTTP/2 sets ALPN
   * @return whether they differ from those so far; fails with what is wrong with them, and with
   *   {@link IllegalStateException} if the server is not listening or has no TLS
   */
  Future<Boolean> updateSSLOptions(ServerSSLOptions options);

  /** The port on which the server listens, also if the options have 0; -1 on a unix domain socket. */
  int actualPort();

  /**
   * Accepts no more connections, lets requests in flight finish within the grace period of the options, and closes.
   * Requests that wait for {@link #nextRequest} are refused, and futures of {@link #nextRequest} fail.
   */
  Future<Void> close();

  /** Completes when the server has been closed; at once if it is not listening. */
  Future<Void> closed();
}
