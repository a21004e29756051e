package examples;

import io.github.vertxnghttp2.binding.Nghttp2;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;

import javax.net.ssl.SSLSession;

/**
 * How a request came.
 *
 * @param stream the id of the stream, or {@code null} over HTTP/1.1
 * @param connection the port of the client, which is another one for each connection
 * @param engine what serves the connection
 * @param tls version and cipher suite of TLS
 */
record Arrival(String protocol, Long stream, int connection, String engine, String tls) {
  private static final String OURS = "io.github.vertxnghttp2.";

  static Arrival of(HttpServerRequest request) {
    boolean http2 = request.version() == HttpVersion.HTTP_2;
    boolean ours = request.connection().getClass().getName().startsWith(OURS);
    SSLSession tls = request.sslSession();
    return new Arrival(http2 ? "HTTP/2" : request.version() == HttpVersion.HTTP_1_1 ? "HTTP/1.1" : "HTTP/1.0",
      http2 ? request.streamId() : null, request.remoteAddress().port(),
      ours ? "libnghttp2 " + Nghttp2.version() : "Vert.x",
      tls == null ? "none" : tls.getProtocol() + ", " + tls.getCipherSuite());
  }

  JsonObject toJson() {
    return new JsonObject().put("protocol", protocol).put("stream", stream).put("connection", connection);
  }
}
