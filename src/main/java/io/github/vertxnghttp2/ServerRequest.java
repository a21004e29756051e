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

/** A request to this server. Any thread may work on it, one at a time; what it tells is told on its handler's context. */
@VertxGen
public non-sealed interface ServerRequest extends ReceivedMessage {

  /** {@code :method}; any token is one. */
  HttpMethod method();

  /** {@code :path} as it came, with the query. Empty for CONNECT. */
  String uri();

  /** {@code :path} without the query. */
  String path();

  /** The part of {@code :path} behind the question mark, or {@code null}. */
  @Nullable
  String query();

  /** {@code :scheme}, or {@code null} for CONNECT. */
  @Nullable
  String scheme();

  /** {@code :authority}, or the host field if there is none; {@code null} without either. */
  @Nullable
  String authority();

  /**
   * The URI that was asked for: scheme, authority and path with the query. {@code null} for CONNECT, for {@code *}, and
   * without an authority.
   */
  @Nullable
  String absoluteURI();

  /** Whether the connection has TLS. */
  boolean isSSL();

  /** The connection that the request came on: one object for all its requests. */
  @CacheReturn
  Http2Connection connection();

  /** The client's end of the connection: its proxy's, unless that speaks the PROXY protocol. */
  @CacheReturn
  SocketAddress remoteAddress();

  /** This server's end of the connection. */
  @CacheReturn
  SocketAddress localAddress();

  /** The TLS session, or {@code null}. */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Nullable
  SSLSession sslSession();

  /**
   * Tells metrics and access log which of the application's routes took the request: {@code /orders/:id}, say. To be called
   * before the response ends; several names stand for routes within each other. Does nothing if nobody watches.
   */
  @Fluent
  ServerRequest routed(String route);

  /** The answer: one object for each request. */
  @CacheReturn
  ServerResponse response();

  /** The answer, with a status. */
  default ServerResponse response(int status) {
    return response().setStatus(status);
  }

  /** Answers with a status alone. */
  default Future<Void> respond(int status) {
    return response(status).end();
  }

  /** Answers with text as UTF-8, and its content-length. */
  default Future<Void> respond(int status, String body) {
    return response(status).end(body);
  }

  /** Answers with bytes, and their content-length. */
  default Future<Void> respond(int status, Buffer body) {
    return response(status).end(body);
  }

  /** Answers with the body of a stream, with back-pressure. */
  default Future<Void> respond(int status, ReadStream<Buffer> body) {
    return response(status).send(body);
  }

  /** Whether the client waits for {@link ServerResponse#writeContinue} or the response before it sends the body. */
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
