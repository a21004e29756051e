package io.github.vertxnghttp2;

import io.github.vertxnghttp2.impl.SingleRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/** The shortest way to one response: each call opens a connection, reads the whole body, and closes the connection. */
public interface Http2 {

  static Future<ClientResponse> get(Vertx vertx, String url) {
    return request(vertx, HttpMethod.GET, url, null);
  }

  static Future<ClientResponse> post(Vertx vertx, String url, Buffer body) {
    return request(vertx, HttpMethod.POST, url, body);
  }

  /**
   * @param url absolute; https is TLS with ALPN, any other scheme cleartext with prior knowledge
   * @param body {@code null} for none
   * @return the response, its body read: {@link ClientResponse#body} is complete
   */
  static Future<ClientResponse> request(Vertx vertx, HttpMethod method, String url, Buffer body) {
    return SingleRequest.send(vertx, method, url, body);
  }
}
