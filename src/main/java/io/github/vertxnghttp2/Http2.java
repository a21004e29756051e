package io.github.vertxnghttp2;

import io.github.vertxnghttp2.impl.SingleRequest;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/**
 * The shortest way to one response: each call opens a connection, reads the whole body, and closes the connection. Futures
 * fail with {@link java.net.ConnectException} if the connection is refused, {@link java.net.UnknownHostException} if the
 * name is, {@link javax.net.ssl.SSLException} if TLS fails, {@link ProtocolException} if the server does not speak HTTP/2,
 * {@link RequestTimeoutException} if time runs out, and the other {@link Http2Exception}s for what happens after that.
 */
@VertxGen
public interface Http2 {

  /** GET with the default options, see {@link #request}. */
  static Future<ClientResponse> get(Vertx vertx, String url) {
    return get(vertx, url, new Http2RequestOptions());
  }

  /** GET, see {@link #request}. */
  static Future<ClientResponse> get(Vertx vertx, String url, Http2RequestOptions options) {
    return request(vertx, HttpMethod.GET, url, options);
  }

  /** POST of bytes, see {@link #request}. */
  static Future<ClientResponse> post(Vertx vertx, String url, Buffer body) {
    return post(vertx, url, new Http2RequestOptions().setBody(body));
  }

  /** POST of text as UTF-8, see {@link #request}. */
  static Future<ClientResponse> post(Vertx vertx, String url, String body) {
    return post(vertx, url, new Http2RequestOptions().setBody(body));
  }

  /** POST of the body in the options, see {@link #request}. */
  static Future<ClientResponse> post(Vertx vertx, String url, Http2RequestOptions options) {
    return request(vertx, HttpMethod.POST, url, options);
  }

  /**
   * @param url absolute; https is TLS with ALPN, http cleartext with prior knowledge. {@code :scheme} and {@code :authority}
   *   come from here whatever the scheme; one without a port of its own needs that of the options.
   * @return the response, its body read: {@link ClientResponse#body} is complete, and stays
   * @throws IllegalArgumentException if the URL is not absolute, or names no port that is known
   */
  static Future<ClientResponse> request(Vertx vertx, HttpMethod method, String url, Http2RequestOptions options) {
    return SingleRequest.send(vertx, method, url, options);
  }
}
