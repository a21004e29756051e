package io.github.vertxnghttp2.service;

import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;

import java.util.Map;

/**
 * A request that a route has sent over the event bus, in either mode. Its body is a stream. In {@code stream} mode, the
 * HTTP/2 client gets flow-control credit only for the bytes that the handler reads, even if the server is on another
 * node. {@link #resume} or {@link #fetch} without a {@link #handler} skips the body. Safe for use by any thread;
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

  /** The values of the parameters in the route's path, percent-decoded, by name. */
  Map<String, String> params();

  /** The parameter of that name, or {@code null}. */
  @Nullable
  default String param(String name) {
    return params().get(name);
  }

  /** The fields in their order, without the pseudo-header fields. */
  @CacheReturn
  MultiMap headers();

  /** The first value of that name, or {@code null}. */
  @Nullable
  default String header(String name) {
    return headers().get(name);
  }

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
