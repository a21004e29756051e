package io.github.vertxnghttp2;

import io.github.vertxnghttp2.impl.SingleRequest;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/**
 * Single requests. Each call opens a connection, sends the request, reads the whole body of the response, and closes
 * the connection. A future fails with
 * <ul>
 * <li>{@link java.net.ConnectException} if the connection is refused,
 * <li>{@link java.net.UnknownHostException} if the host is not known,
 * <li>{@link javax.net.ssl.SSLException} if TLS fails,
 * <li>{@link ProtocolException} if the server does not support HTTP/2,
 * <li>{@link RequestTimeoutException} after the timeout,
 * <li>another {@link Http2Exception} if the request fails later.
 * </ul>
 */
@VertxGen
public interface Http2 {

  /** Sends a GET request with the default options, see {@link #request}. */
  static Future<ClientResponse> get(Vertx vertx, String url) {
    return get(vertx, url, new Http2RequestOptions());
  }

  /** Sends a GET request, see {@link #request}. */
  static Future<ClientResponse> get(Vertx vertx, String url, Http2RequestOptions options) {
    return request(vertx, HttpMethod.GET, url, options);
  }

  /** Sends a POST request with bytes, see {@link #request}. */
  static Future<ClientResponse> post(Vertx vertx, String url, Buffer body) {
    return post(vertx, url, new Http2RequestOptions().setBody(body));
  }

  /** Sends a POST request with text as UTF-8, see {@link #request}. */
  static Future<ClientResponse> post(Vertx vertx, String url, String body) {
    return post(vertx, url, new Http2RequestOptions().setBody(body));
  }

  /** Sends a POST request with the body in the options, see {@link #request}. */
  static Future<ClientResponse> post(Vertx vertx, String url, Http2RequestOptions options) {
    return request(vertx, HttpMethod.POST, url, options);
  }

  /**
   * Sends a request.
   *
   * @param url an absolute URL, which gives {@code :scheme} and {@code :authority}. The scheme https means TLS with
   *   ALPN, http means cleartext with prior knowledge. Any other scheme needs a port in the URL or in the options.
   * @return the response, whose {@link ClientResponse#body} is complete
   * @throws IllegalArgumentException if the URL is not absolute, or no port is known
   */
  static Future<ClientResponse> request(Vertx vertx, HttpMethod method, String url, Http2RequestOptions options) {
    return SingleRequest.send(vertx, method, url, options);
  }
}
