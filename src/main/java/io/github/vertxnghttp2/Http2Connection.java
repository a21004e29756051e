package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.net.SocketAddress;

import javax.net.ssl.SSLSession;
import java.time.Duration;

/**
 * The connection of a {@link ServerRequest}. All requests of a connection share one object. Any thread may
 * call it; futures complete on the context of the caller, the close handler runs on that of the server.
 */
@VertxGen
public interface Http2Connection {

  /** The client's address; behind a proxy the proxy's, unless that uses the PROXY protocol. */
  @CacheReturn
  SocketAddress remoteAddress();

  /** This server's address. */
  @CacheReturn
  SocketAddress localAddress();

  /** Whether it has TLS. */
  boolean isSsl();

  /** The TLS session, or {@code null}. */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Nullable
  SSLSession sslSession();

  /**
   * The client's SETTINGS, RFC 9113 section 6.5.2, as they are now. What the client did not send has its initial value;
   * settings without a name are left out.
   *
   * @return a copy
   */
  Http2Settings remoteSettings();

  /**
   * Sends a PING, RFC 9113 section 6.7; the time until its acknowledgement arrived.
   *
   * @return fails with {@link RequestTimeoutException} if there is none within
   *   {@link Http2Options#setKeepAliveTimeout}, and with {@link ConnectionClosedException} if the connection is closed
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  Future<Duration> ping();

  /** As {@link #goAway(long)}. */
  @Fluent
  default Http2Connection goAway(ErrorCode code) {
    return goAway(code.code());
  }

  /** As {@link #goAway(long, String)}, without a text. */
  @Fluent
  default Http2Connection goAway(long code) {
    return goAway(code, "");
  }

  /**
   * Sends GOAWAY with the last stream that arrived, RFC 9113 section 6.8. Requests up to it go on, later ones are
   * ignored. The connection is closed when the last of them ends. On a closed connection this does nothing.
   *
   * @param code from 0 to 4,294,967,295
   * @param debugText for a person who debugs the client
   */
  @Fluent
  Http2Connection goAway(long code, String debugText);

  /**
   * Called once, when the connection is closed; at once if that was before the handler was set. There is one handler.
   */
  @Fluent
  Http2Connection closeHandler(@Nullable Handler<Void> handler);

  /** Lets requests in flight finish within the grace period of the options, then closes. */
  Future<Void> shutdown();

  /** Sends GOAWAY with NO_ERROR and closes. Requests in flight fail with {@link ConnectionClosedException}. */
  Future<Void> close();
}
