package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameLog;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.ClientSessionImpl;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;

import java.time.Duration;

/**
 * One HTTP/2 connection to a server. Any thread may call it. Futures complete on the context of the caller, or on the session's
 * where the caller has none; the session's handlers run there, too. The session's context is the one that it was connected on;
 * connected while a request is handled, that of the verticle, not the request's own, whose locals and trace end with it.
 */
@VertxGen
public interface ClientSession {

  /**
   * Connects.
   *
   * @return the session, once TLS, ALPN or the upgrade are through; fails with {@link ProtocolException} if the server does
   *   not speak HTTP/2, with the socket's or the TLS engine's exception if it cannot be reached
   */
  static Future<ClientSession> connect(Vertx vertx, ClientOptions options) {
    return ClientSessionImpl.connect(vertx, options);
  }

  /**
   * As {@link #connect(Vertx, ClientOptions)}, to a server that goes by another name than the host that is dialled.
   *
   * @param serverName whom TLS asks for (SNI), and whose certificate is expected
   */
  static Future<ClientSession> connect(Vertx vertx, ClientOptions options, String serverName) {
    return ClientSessionImpl.connect(vertx, options, serverName);
  }

  /** A request to the server of this session. @param uri path and query, or a whole URL whose authority is then used */
  ClientRequest request(HttpMethod method, String uri);

  /**
   * A request with this head.
   *
   * @param head with {@code :method}; {@code :scheme} and {@code :authority} are the session's and {@code :path} is "/" where
   *   they are missing. Fields keep their order, and may stand more than once.
   * @throws IllegalArgumentException if a field is not allowed, RFC 9113 section 8.2
   */
  @GenIgnore
  ClientRequest request(HeaderList head);

  /** A GET request, see {@link #request(HttpMethod, String)}. */
  default ClientRequest get(String uri) {
    return request(HttpMethod.GET, uri);
  }

  /** A POST request, see {@link #request(HttpMethod, String)}. */
  default ClientRequest post(String uri) {
    return request(HttpMethod.POST, uri);
  }

  /** Whether a request sent now would leave at once: the server's SETTINGS are known, and there is a free stream. */
  boolean requestAllowed();

  /**
   * Sends a PING; the time until its answer came.
   *
   * @return fails with {@link RequestTimeoutException} if there is no answer within {@link Http2Options#setKeepAliveTimeout}; if
   *   nothing else comes in that time either, the connection is ended
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  Future<Duration> ping();

  /**
   * Called for each response that the server pushes along with a request that has no
   * {@link ClientRequest#pushHandler} of its own, on that request's context.
   *
   * @throws IllegalStateException if {@code http2.settings.pushEnabled} is false, as it is unless set
   */
  @Fluent
  ClientSession pushHandler(@Nullable Handler<PushedRequest> handler);

  /**
   * Called once, when the server takes no new requests any more; those in flight go on. A server that shuts down gracefully sends
   * a GOAWAY that refuses nothing, and later one with the last stream that it handles (RFC 9113 section 6.8): the handler is told
   * the first, and what the second refuses fails with an {@link UnprocessedException} that names its last stream. Told at once
   * if that was before the handler was set.
   */
  @Fluent
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  ClientSession goAwayHandler(@Nullable Handler<ConnectionClosedException> handler);

  /** Called once, when the connection is gone; at once if that was before the handler was set. */
  @Fluent
  ClientSession closeHandler(@Nullable Handler<Void> handler);

  /**
   * Logs each frame from now on in a line of its own: see {@link FrameLog} for what it holds. Takes the place of what
   * {@link Http2Options#setLogFrames} asked for.
   *
   * @param lines called on the connection's event loop; {@code null} ends the log
   */
  @Fluent
  ClientSession frameLog(@Nullable Handler<String> lines);

  /** What happened on the connection so far, in terms of HTTP/2. */
  @CacheReturn
  Http2Metrics metrics();

  /**
   * Sends GOAWAY with this code and closes. What was in flight or waiting fails with it. A second call changes nothing.
   */
  default Future<Void> terminate(ErrorCode code) {
    return terminate(code.code());
  }

  /** As {@link #terminate(ErrorCode)}, with any code from 0 to 4,294,967,295. */
  Future<Void> terminate(long code);

  /** Lets requests in flight finish within the grace period of the options, then closes. */
  Future<Void> close();
}
