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
 * One HTTP/2 connection to a server. Any thread may call its methods. A future completes on the context of the caller,
 * or on the session's context if the caller has none. The handlers of the session run on the session's context.
 *
 * <p>The session's context is the context on which {@link #connect} was called. If a handler of a request called it,
 * the session's context is that of the verticle, not that of the request: the locals and the trace of the request's
 * context end with the request.
 */
@VertxGen
public interface ClientSession {

  /**
   * Connects.
   *
   * @return completes with the session when TLS, ALPN or the upgrade has succeeded. Fails with
   *   {@link ProtocolException} if the server does not support HTTP/2. Fails with the exception of the socket or of the
   *   TLS engine if the connection cannot be established
   */
  static Future<ClientSession> connect(Vertx vertx, ClientOptions options) {
    return ClientSessionImpl.connect(vertx, options);
  }

  /**
   * As {@link #connect(Vertx, ClientOptions)}, for a server whose name differs from the host in the options.
   *
   * @param serverName the name that TLS sends (SNI) and that the certificate must have
   */
  static Future<ClientSession> connect(Vertx vertx, ClientOptions options, String serverName) {
    return ClientSessionImpl.connect(vertx, options, serverName);
  }

  /**
   * Creates a request to the server of this session.
   *
   * @param uri path and query, or a whole URL. Of a URL, the authority is used, too
   */
  ClientRequest request(HttpMethod method, String uri);

  /**
   * Creates a request with this head.
   *
   * @param head must have {@code :method}. If {@code :scheme} or {@code :authority} is missing, that of the session is
   *   used. If {@code :path} is missing, it is "/". Fields keep their order, and a name may occur more than once.
   * @throws IllegalArgumentException if a field is not allowed, RFC 9113 section 8.2
   */
  @GenIgnore
  ClientRequest request(HeaderList head);

  /** Creates a GET request, see {@link #request(HttpMethod, String)}. */
  default ClientRequest get(String uri) {
    return request(HttpMethod.GET, uri);
  }

  /** Creates a POST request, see {@link #request(HttpMethod, String)}. */
  default ClientRequest post(String uri) {
    return request(HttpMethod.POST, uri);
  }

  /** Whether a request would be sent at once: the server's SETTINGS have arrived, and a stream is free. */
  boolean requestAllowed();

  /**
   * Sends a PING, RFC 9113 section 6.7, and measures the time until its acknowledgement arrives.
   *
   * @return completes with that time. Fails with {@link RequestTimeoutException} if no acknowledgement arrives within
   *   {@link Http2Options#setKeepAliveTimeout}. If nothing else arrives in that time either, the connection is closed
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  Future<Duration> ping();

  /**
   * Called for each response that the server pushes, unless the request has a {@link ClientRequest#pushHandler} of its
   * own. The handler runs on the context of the request.
   *
   * @throws IllegalStateException if {@code http2.settings.pushEnabled} is false, the default
   */
  @Fluent
  ClientSession pushHandler(@Nullable Handler<PushedRequest> handler);

  /**
   * Called once, when the server accepts no new requests any more. Requests in flight go on. If that happened before
   * the handler was set, the handler is called at once.
   *
   * <p>A server that shuts down gracefully sends two GOAWAY frames (RFC 9113 section 6.8). The first refuses no
   * request, the second names the last stream that the server processes. The handler is called for the first. Requests
   * that the second refuses fail with an {@link UnprocessedException} that names the last stream.
   */
  @Fluent
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  ClientSession goAwayHandler(@Nullable Handler<ConnectionClosedException> handler);

  /** Called once, when the connection is closed. If it is closed already, the handler is called at once. */
  @Fluent
  ClientSession closeHandler(@Nullable Handler<Void> handler);

  /**
   * Logs each frame from now on, one line for each. {@link FrameLog} describes the line. This log replaces that of
   * {@link Http2Options#setLogFrames}.
   *
   * @param lines called with each line, on the connection's event loop; {@code null} ends the log
   */
  @Fluent
  ClientSession frameLog(@Nullable Handler<String> lines);

  /** The counters of this connection. */
  @CacheReturn
  Http2Metrics metrics();

  /**
   * Sends GOAWAY with this code and closes the connection. Requests that are in flight or queued fail with this code. A
   * second call has no effect.
   */
  default Future<Void> terminate(ErrorCode code) {
    return terminate(code.code());
  }

  /** As {@link #terminate(ErrorCode)}, with any code from 0 to 4,294,967,295. */
  Future<Void> terminate(long code);

  /** Lets requests in flight finish within {@link Http2Options#setShutdownGracePeriod}, then closes the connection. */
  Future<Void> close();
}
