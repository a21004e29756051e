package io.github.vertxnghttp2.http.stream;

import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.http.impl.headers.HttpRequestHeaders;
import io.vertx.core.http.impl.http2.Http2ClientConnection;

/** The connection of {@link ClientStream}s. */
public interface ClientStreamConnection extends Http2ClientConnection {

  /**
   * The fields of a request, pseudo-header fields first, ready to be sent. The fields of the head itself do not change.
   *
   * @throws IllegalArgumentException if CONNECT has no authority
   */
  HttpRequestHeaders requestHeaders(HttpRequestHead head);
}
