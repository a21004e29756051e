package io.github.vertxnghttp2;

import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.streams.ReadStream;

import javax.net.ssl.SSLSession;

/**
 * A request to this server. Any thread may use it, one at a time. Handlers and futures run on the context of the
 * request.
 */
@VertxGen
public non-sealed interface ServerRequest extends ReceivedMessage {

  /** {@code :method}, which may be any token. */
  HttpMethod method();

  /** {@code :path} as it was sent, with the query. Empty for CONNECT. */
  String uri();

  /** {@code :path} without the query. */
  String path();

  /** The part of {@code :path} after the question mark, or {@code null}. */
  @Nullable
  String query();

  /** {@code :scheme}, or {@code null} for CONNECT. */
  @Nullable
  String scheme();

  /** {@code :authority}, or the host field if there is none; {@code null} without either. */
  @Nullable
  String authority();

  /**
   * The requested URI: scheme, authority and path with the query. {@code null} for CONNECT, for {@code *}, and without
   * an authority.
   */
  @Nullable
  String absoluteURI();

  /** Whether the connection has TLS. */
  boolean isSSL();

  /** The connection of the request. All requests of a connection have the same object. */
  @CacheReturn
  Http2Connection connection();

  /** The client's address; behind a proxy the proxy's, unless that uses the PROXY protocol. */
  @CacheReturn
  SocketAddress remoteAddress();

  /** This server's address. */
  @CacheReturn
  SocketAddress localAddress();

  /** The TLS session, or {@code null}. */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Nullable
  SSLSession sslSession();

  /**
   * Names the route of the application that handles the request, such as {@code /orders/:id}, for metrics and access
   * log. To be called before the response ends. Further calls add routes that are nested in the first. Without metrics
   * and access log this has no effect.
   */
  @Fluent
  ServerRequest routed(String route);

  /** The response: one object for each request. */
  @CacheReturn
  ServerResponse response();

  /** The response, with a status. */
  default ServerResponse response(int status) {
    return response().setStatus(status);
  }

  /** Sends a response with a status and no body. */
  default Future<Void> respond(int status) {
    return response(status).end();
  }

  /** Sends a response with text as UTF-8, and its content-length. */
  default Future<Void> respond(int status, String body) {
    return response(status).end(body);
  }

  /** Sends a response with bytes, and their content-length. */
  default Future<Void> respond(int status, Buffer body) {
    return response(status).end(body);
  }

  /** Sends a response with the data of a stream as its body, with back-pressure. */
  default Future<Void> respond(int status, ReadStream<Buffer> body) {
    return response(status).send(body);
  }

  /** Whether the client waits for {@link ServerResponse#writeContinue} or for the response before it sends the body. */
  default boolean expectsContinue() {
    return "100-continue".equalsIgnoreCase(header("expect"));
  }

  @Override
  ServerRequest exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  ServerRequest handler(@Nullable Handler<Buffer> handler);

  @Override
  ServerRequest pause();

  @Override
  ServerRequest resume();

  @Override
  ServerRequest fetch(long amount);

  @Override
  ServerRequest endHandler(@Nullable Handler<Void> handler);
}
