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

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;

/**
 * The connection of a {@link ServerRequest}. All requests of a connection share one object. Any thread may call its
 * methods. Futures complete on the context of the caller. The close handler runs on the context of the server.
 */
@VertxGen
public interface Http2Connection {

  /** The client's address. Behind a proxy it is the address of the proxy, unless that uses the PROXY protocol. */
  @CacheReturn
  SocketAddress remoteAddress();

  /** This server's address. */
  @CacheReturn
  SocketAddress localAddress();

  /**
   * The id of the connection in recordings and in the inspector: unique in its Vert.x instance, and 0 if it is not
   * recorded.
   */
  long recordingId();

  /** Whether the connection uses TLS. */
  boolean isSsl();

  /** The TLS session, or {@code null} without TLS. */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Nullable
  SSLSession sslSession();

  /**
   * The certificates that the client has sent in the TLS handshake, its own first.
   *
   * @return {@code null} without TLS
   * @throws SSLPeerUnverifiedException if the client has sent none, or was not asked
   */
  @GenIgnore
  @Nullable
  default List<Certificate> peerCertificates() throws SSLPeerUnverifiedException {
    SSLSession session = sslSession();
    return session == null ? null : List.of(session.getPeerCertificates());
  }

  /**
   * The client's SETTINGS, RFC 9113 section 6.5.2, as they are now. A setting that the client did not send has its
   * initial value. Settings other than the six of that section are left out, such as ENABLE_CONNECT_PROTOCOL.
   *
   * @return a copy
   */
  Http2Settings remoteSettings();

  /**
   * Sends a PING, RFC 9113 section 6.7, and measures the time until its acknowledgement arrives.
   *
   * @return completes with that time. Fails with {@link RequestTimeoutException} if no acknowledgement arrives within
   *   {@link Http2Options#setKeepAliveTimeout}. Fails with {@link ConnectionClosedException} if the connection is
   *   closed
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  Future<Duration> ping();

  /** As {@link #goAway(long)}. */
  @Fluent
  default Http2Connection goAway(ErrorCode code) {
    return goAway(code.code());
  }

  /** As {@link #goAway(long, String)}, without debug data. */
  @Fluent
  default Http2Connection goAway(long code) {
    return goAway(code, "");
  }

  /**
   * Sends GOAWAY with the last stream that arrived, RFC 9113 section 6.8. Requests up to that stream go on, later
   * requests are ignored. The connection is closed when the last request ends. On a closed connection this has no
   * effect.
   *
   * @param code from 0 to 4,294,967,295
   * @param debugText the debug data of the GOAWAY, for a person who debugs the client; at most 16,376 bytes in UTF-8
   * @throws IllegalArgumentException if the code is not in that range, or the text is too long
   */
  @Fluent
  Http2Connection goAway(long code, String debugText);

  /**
   * Called once, when the connection is closed. If it is closed already, the handler is called at once. A connection
   * has one handler.
   */
  @Fluent
  Http2Connection closeHandler(@Nullable Handler<Void> handler);

  /** Lets requests in flight finish within {@link Http2Options#setShutdownGracePeriod}, then closes the connection. */
  Future<Void> shutdown();

  /**
   * Sends what was written before, as far as windows and the socket take it at once, then GOAWAY with NO_ERROR, and
   * closes. Requests in flight fail with {@link ConnectionClosedException}.
   */
  Future<Void> close();
}
