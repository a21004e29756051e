package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.impl.ClientSessionImpl;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;

import java.time.Duration;

/** One HTTP/2 connection to a server. Any thread may call it; futures complete on the context that it was connected on. */
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

  /** A request to the server of this session. @param uri path and query, or a whole URL whose authority is then used */
  ClientRequest request(HttpMethod method, String uri);

  default ClientRequest get(String uri) {
    return request(HttpMethod.GET, uri);
  }

  default ClientRequest post(String uri) {
    return request(HttpMethod.POST, uri);
  }

  /** Whether a request sent now would leave at once: the server's SETTINGS are known, and there is a free stream. */
  boolean requestAllowed();

  /** Sends a PING; the time until its answer came. */
  Future<Duration> ping();

  /**
   * Called for each response that the server pushes along with a request that has no
   * {@link ClientRequest#pushHandler} of its own, on that request's context.
   *
   * @throws IllegalStateException if {@code http2.settings.pushEnabled} is false, as it is unless set
   */
  ClientSession pushHandler(Handler<PushedRequest> handler);

  /** Called when the server takes no new requests any more; those in flight go on. */
  ClientSession goAwayHandler(Handler<ConnectionClosedException> handler);

  /** Called when the connection is gone. */
  ClientSession closeHandler(Handler<Void> handler);

  /**
   * Sends GOAWAY with this code and closes. What was in flight or waiting fails with it, and a request that had not left
   * with {@link UnprocessedException}.
   */
  Future<Void> terminate(ErrorCode code);

  /** Lets requests in flight finish within the grace period of the options, then closes. */
  Future<Void> close();
}
