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
 * One HTTP/2 connection to a server. Any thread may call it. Futures complete on the context of the caller; if the
 * caller has none, on the session's context, where the session's handlers run, too. That is the context on which the
 * session was connected. If it was connected while a request was handled, it is the verticle's context and not the
 * request's own, whose locals and trace end with the request.
 */
@VertxGen
public interface ClientSession {

  /**
   * Connects.
   *
   * @return the session, when TLS, ALPN or the upgrade has succeeded. Fails with {@link ProtocolException} if the
   *   server does not support HTTP/2, and with the exception of the socket or of the TLS engine if it cannot be reached
   */
  static Future<ClientSession> connect(Vertx vertx, ClientOptions options) {
    return ClientSessionImpl.connect(vertx, options);
  }

  /**
   * As {@link #connect(Vertx, ClientOptions)}, to a server whose name differs from the host that is connected to.
   *
   * @param serverName sent by TLS (SNI), and the name that the certificate must have
   */
  static Future<ClientSession> connect(Vertx vertx, ClientOptions options, String serverName) {
    return ClientSessionImpl.connect(vertx, options, serverName);
  }

  /**
   * A request to the server of this session. @param uri path and query, or a whole URL, whose authority is then used
   */
  ClientRequest request(HttpMethod method, String uri);

  /**
   * A request with this head.
   *
   * @param head with {@code :method}. If they are missing, {@code :scheme} and {@code :authority} are those of the
   *   session, and {@code :path} is "/". Fields keep their order, and a name may occur more than once.
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

  /** Whether a request would be sent at once: the server's SETTINGS are known, and there is a free stream. */
  boolean requestAllowed();

  /**
   * Sends a PING, RFC 9113 section 6.7; the time until its acknowledgement arrived.
   *
   * @return fails with {@link RequestTimeoutException} without an acknowledgement within
   *   {@link Http2Options#setKeepAliveTimeout}. If nothing else arrives in that time either, the connection is closed
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  Future<Duration> ping();

  /**
   * Called for each response that the server pushes along with a request that has no
   * {@link ClientRequest#pushHandler} of its own, on that request's context.
   *
   * @throws IllegalStateException if {@code http2.settings.pushEnabled} is false, the default
   */
  @Fluent
  ClientSession pushHandler(@Nullable Handler<PushedRequest> handler);

  /**
   * Called once, when the server accepts no new requests any more; those in flight go on. If that was before the
   * handler was set, it is called at once. A server that shuts down gracefully sends two GOAWAY frames (RFC 9113
   * section 6.8): one that refuses nothing, and later one with the last stream that it processes. The handler gets the
   * first. Requests that the second refuses fail with an {@link UnprocessedException} that names the last stream.
   */
  @Fluent
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  ClientSession goAwayHandler(@Nullable Handler<ConnectionClosedException> handler);

  /** Called once, when the connection is closed; at once if that was before the handler was set. */
  @Fluent
  ClientSession closeHandler(@Nullable Handler<Void> handler);

  /**
   * Logs each frame from now on in a line of its own: {@link FrameLog} describes the line. Replaces the log of
   * {@link Http2Options#setLogFrames}.
   *
   * @param lines called on the connection's event loop; {@code null} ends the log
   */
  @Fluent
  ClientSession frameLog(@Nullable Handler<String> lines);

  /** Counts of what happened on the connection so far. */
  @CacheReturn
  Http2Metrics metrics();

  /**
   * Sends GOAWAY with this code and closes. Requests that are in flight or queued fail with it. A second call has no
   * effect.
   */
  default Future<Void> terminate(ErrorCode code) {
    return terminate(code.code());
  }

  /** As {@link #terminate(ErrorCode)}, with any code from 0 to 4,294,967,295. */
  Future<Void> terminate(long code);

  /** Lets requests in flight finish within the grace period of the options, then closes. */
  Future<Void> close();
}
