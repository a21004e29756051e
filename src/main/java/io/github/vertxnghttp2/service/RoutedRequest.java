package io.github.vertxnghttp2.service;

import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;

import java.util.Map;

/**
 * A request that a route has sent over the event bus, in either mode. Its body is a stream. In {@code stream} mode, the
 * HTTP/2 client gets flow-control credit only for the bytes that the handler reads, even if the server is on another
 * node. {@link #resume} or {@link #fetch} without a {@link #handler} skips the body. When the response has ended and
 * nobody has read the body until then, the body is discarded in {@code stream} mode. Safe for use by any thread;
 * handlers are called on the context of the {@link RequestConsumer}.
 */
@VertxGen
public interface RoutedRequest extends ReadStream<Buffer> {

  /** {@code :method} */
  HttpMethod method();

  /** {@code :path} as received, with the query. */
  String uri();

  /** {@code :path} without the query. */
  default String path() {
    int at = uri().indexOf('?');
    return at < 0 ? uri() : uri().substring(0, at);
  }

  /** The part of {@code :path} after the question mark, or {@code null}. */
  @Nullable
  default String query() {
    int at = uri().indexOf('?');
    return at < 0 ? null : uri().substring(at + 1);
  }

  /** {@code :scheme} */
  String scheme();

  /** {@code :authority}, or the host field; {@code null} without either. */
  @Nullable
  String authority();

  /** The HTTP/2 client's address, host and port. */
  String remoteAddress();

  /** The id of the route that matched. */
  String route();

  /**
   * Names this request in recordings and in the inspector, on the node of the server and on this one:
   * {@code NODE/CONNECTION/STREAM}. NODE is the id of the server's node, or {@code -} outside of a cluster.
   *
   * @return {@code null} if the server does not record its connections
   */
  @Nullable
  String requestId();

  /** The values of the parameters in the route's path, percent-decoded, by name. */
  Map<String, String> params();

  /** The parameter of that name, or {@code null}. */
  @Nullable
  default String param(String name) {
    return params().get(name);
  }

  /**
   * The milliseconds that are left for the response, by the clock of this JVM. The handler of a request that waits for
   * others should not wait longer. If it responds later, the client has already got status 504.
   *
   * <p>In {@code unary} mode the time is that until the end of the response. It begins when the message arrives. It is
   * what the timeout of the route had left when the message was sent: less than all of it if the request has waited in
   * the queue, its body took long to arrive, or another handler had the request before. In {@code stream} mode it is
   * the time until the head of the response. It begins at the end of the request, and does not change before.
   *
   * @return at least 0; {@link Long#MAX_VALUE} if there is no limit, because the head of a streamed response has been
   *   sent, or because the sender of the message has not set one
   */
  long timeLeft();

  /** The fields in their order, without the pseudo-header fields. */
  @CacheReturn
  MultiMap headers();

  /** The first value of that name, or {@code null}. */
  @Nullable
  default String header(String name) {
    return headers().get(name);
  }

  /**
   * Who sent the request, as far as the server has verified it. {@code certificate} is the client certificate, with
   * {@code subject}, {@code issuer}, {@code serial}, {@code fingerprint} and {@code sans}, if the listener asks for one
   * and trusts it. {@code claims} are those of the bearer token, if the route verifies tokens. A member is absent if
   * there is no such thing. Clients cannot set these values; the fields of {@link #headers} are what they sent.
   *
   * @return not {@code null}; an empty object if nothing was verified
   */
  JsonObject identity();

  /** The trailers; empty until the end of the body. */
  MultiMap trailers();

  /**
   * The whole body. Each call returns the same future. It fails with {@code Http2Exception} if the request is reset
   * before its end.
   */
  Future<Buffer> body();

  /** The response. Each call returns the same object. */
  @CacheReturn
  RoutedResponse response();

  /**
   * Called with an {@code Http2Exception} if the body ends early, because the client reset the request or the server is
   * lost.
   */
  @Override
  RoutedRequest exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  RoutedRequest handler(@Nullable Handler<Buffer> handler);

  @Override
  RoutedRequest pause();

  @Override
  RoutedRequest resume();

  @Override
  RoutedRequest fetch(long amount);

  @Override
  RoutedRequest endHandler(@Nullable Handler<Void> handler);
}
