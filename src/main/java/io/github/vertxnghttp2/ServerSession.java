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
 * An HTTP/2 server: TLS with ALPN, or cleartext with prior knowledge or the upgrade from HTTP/1.1.
 *
 * <p>The server's context is the context on which {@link #create} was called. If a handler of a request called it, the
 * server's context is that of the verticle, not that of the request. Connections run on the event loop of the server's
 * context, and handlers run on that context. Futures complete on the context of the caller. Several servers may listen
 * on one port: Vert.x distributes the connections among them.
 */
@VertxGen
public interface ServerSession {

  /**
   * Creates a server that does not listen yet. Its context is that of the caller, or a new one if the caller has none.
   * This loads libnghttp2. If the library is not found, a {@code NativeLibraryException} names the places that were
   * searched.
   *
   * @param options are copied
   * @throws IllegalArgumentException if {@code ssl} is true and there is no certificate
   */
  static ServerSession create(Vertx vertx, ServerOptions options) {
    return new ServerSessionImpl(vertx, options);
  }

  /**
   * Called for each request when its head has arrived. Set it before {@link #listen}. See also {@link #nextRequest}.
   */
  @Fluent
  ServerSession requestHandler(Handler<ServerRequest> handler);

  /**
   * The next request, for a server without a request handler. The order is that of arrival on all connections. A
   * request waits for this call as long as its stream is open. MAX_CONCURRENT_STREAMS limits how many requests of a
   * connection wait.
   *
   * @return fails with {@link ConnectionClosedException} when the server is closed
   * @throws IllegalStateException before {@link #listen}, or if there is a requestHandler
   */
  Future<ServerRequest> nextRequest();

  /** Called with failures of connections, which are not logged then. {@code null}: neither handler nor log. */
  @Fluent
  ServerSession exceptionHandler(@Nullable Handler<Throwable> handler);

  /**
   * Logs each frame of all connections, open and new, one line for each frame. A line begins with the peer's address,
   * {@link FrameLog} describes the rest. This log replaces that of {@link Http2Options#setLogFrames}. Any thread may
   * call this at any time.
   *
   * @param lines called with each line, on the event loop of the connection; {@code null} ends the log
   */
  @Fluent
  default ServerSession frameLog(@Nullable Handler<String> lines) {
    return frameLog(peer -> true, lines);
  }

  /**
   * As {@link #frameLog(Handler)}, but only for the connections of some peers.
   *
   * @param peers whether the connections of a peer are logged; if it throws an exception, they are not
   */
  @GenIgnore
  ServerSession frameLog(Predicate<SocketAddress> peers, Handler<String> lines);

  /** The counters of this server and its connections. */
  @CacheReturn
  Http2Metrics metrics();

  /** Starts to listen. Completes when the port is open. A closed server may listen again. */
  Future<ServerSession> listen();

  /**
   * Changes the certificate and the other TLS options for new connections. Open connections go on. If these options
   * have no certificate, nothing changes. If the server is closed and listens again, it has the TLS options with which
   * it was created.
   *
   * @param options are copied; the server itself sets ALPN
   * @return whether the options differ from the previous ones. Fails with what is wrong with the options, or with
   *   {@link IllegalStateException} if the server is not listening or does not use TLS
   */
  Future<Boolean> updateSSLOptions(ServerSSLOptions options);

  /** The port on which the server listens, even if the port in the options is 0; -1 on a unix domain socket. */
  int actualPort();

  /**
   * Closes the server gracefully. It accepts no more connections, lets requests in flight finish within
   * {@link Http2Options#setShutdownGracePeriod}, and closes its connections. It refuses requests that wait for
   * {@link #nextRequest}. Futures of {@link #nextRequest} fail.
   */
  Future<Void> close();

  /** Completes when the server has been closed, or at once if it is not listening. */
  Future<Void> closed();
}
