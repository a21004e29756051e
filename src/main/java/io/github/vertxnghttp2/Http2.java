package io.github.vertxnghttp2;

import io.github.vertxnghttp2.impl.SingleRequest;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/**
 * Single requests. Each call opens a connection, reads the whole body, and closes the connection. Futures fail with
 * {@link java.net.ConnectException} if the connection is refused, {@link java.net.UnknownHostException} if the host is
 * not known, {@link javax.net.ssl.SSLException} if TLS fails, {@link ProtocolException} if the server does not support
 * HTTP/2, {@link RequestTimeoutException} after the timeout, and other {@link Http2Exception}s if the request fails
 * later.
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
   * Sends a request.
   *
   * @param url absolute. https is TLS with ALPN, http is cleartext with prior knowledge. Another scheme needs a port in
   *   the URL or in the options. {@code :scheme} and {@code :authority} are those of the URL.
   * @return the response, whose {@link ClientResponse#body} is complete
   * @throws IllegalArgumentException if the URL is not absolute, or no port is known
   */
  static Future<ClientResponse> request(Vertx vertx, HttpMethod method, String url, Http2RequestOptions options) {
    return SingleRequest.send(vertx, method, url, options);
  }
}
