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
 * An HTTP/2 server: TLS with ALPN, or cleartext with prior knowledge and by the upgrade from HTTP/1.1. Its connections
 * run on the event loop of the context that it was created on; handlers run on that context (created while a request is
 * handled, on that of the verticle, not on the request's own), futures complete on the context of the caller. Several
 * instances that listen on one port share its connections.
 */
@VertxGen
public interface ServerSession {

  /**
   * A server that does not listen yet, on the context of the caller; outside of Vert.x, on a new one. Loads
   * libnghttp2: a {@code NativeLibraryException} says where it was looked for.
   *
   * @param options copied
   * @throws IllegalArgumentException if TLS is wanted and there is no certificate
   */
  static ServerSession create(Vertx vertx, ServerOptions options) {
    return new ServerSessionImpl(vertx, options);
  }

  /** Called for each request when its head is in. To be set before {@link #listen}; without, see {@link #nextRequest}. */
  @Fluent
  ServerSession requestHandler(Handler<ServerRequest> handler);

  /**
   * The next request, first in first out over all connections, for a server that has no handler. Requests that nobody waits
   * for are kept as long as their streams are open, up to the MAX_CONCURRENT_STREAMS of each connection.
   *
   * @return fails with {@link ConnectionClosedException} when the server is closed
   * @throws IllegalStateException before {@link #listen}, or if there is a requestHandler
   */
  Future<ServerRequest> nextRequest();

  /** Told what went wrong on a connection as a whole; logged if there is no handler. */
  @Fluent
  ServerSession exceptionHandler(@Nullable Handler<Throwable> handler);

  /**
   * Logs each frame of every connection, those that are open and those to come, in a line of its own, which begins with the
   * peer's address: see {@link FrameLog} for what it holds. Takes the place of what {@link Http2Options#setLogFrames} asked
   * for. May be called at any time from any thread.
   *
   * @param lines called on the event loops of the connections; {@code null} ends the log
   */
  @Fluent
  default ServerSession frameLog(@Nullable Handler<String> lines) {
    return frameLog(peer -> true, lines);
  }

  /**
   * As {@link #frameLog(Handler)}, on the connections of some peers only; none is logged on the others, nor where {@code peers}
   * throws.
   */
  @GenIgnore
  ServerSession frameLog(Predicate<SocketAddress> peers, Handler<String> lines);

  /** What happened on its connections so far, in terms of HTTP/2. */
  @CacheReturn
  Http2Metrics metrics();

  /** Starts; completes when the port is open, or fails and says why it is not. A server that was closed may start again. */
  Future<ServerSession> listen();

  /**
   * Changes the certificate and the rest of TLS for the connections to come; those that are open go on. Without a certificate
   * here, nothing changes.
   *
   * @param options copied; HTTP/2 sets ALPN
   * @return whether they differ from those so far; fails with what is wrong with them, and with {@link IllegalStateException}
   *   if the server is not listening or has no TLS
   */
  Future<Boolean> updateSSLOptions(ServerSSLOptions options);

  /** The port that is listened on, also when 0 was asked for; -1 on a unix domain socket. */
  int actualPort();

  /**
   * Stops accepting, lets requests in flight finish within the grace period of the options, and closes. Requests that nobody
   * has taken with {@link #nextRequest} are refused, and who waits for one is told.
   */
  Future<Void> close();

  /** Completes when the server has been closed; at once if it is not listening. */
  Future<Void> closed();
}
