package examples;

import io.github.vertxnghttp2.http.Nghttp2Http;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;

/** Vert.x's own HTTP server and client on the engine of this library. */
public final class VertxHttp {

  private VertxHttp() {
  }

  /** A server of Vert.x, on a port that is free. */
  public static Future<HttpServer> serve(Vertx vertx) {
    // tag::server[]
    HttpServer server = Nghttp2Http.createHttpServer(vertx, new HttpServerOptions());
    server.requestHandler(request -> request.response().end("served over " + request.version()));
    return server.listen(0, "localhost");
    // end::server[]
  }

  /** A client of Vert.x that sends one request. */
  public static Future<Buffer> ask(Vertx vertx, int port) {
    // tag::client[]
    HttpClientOptions options = new HttpClientOptions()
      .setProtocolVersion(HttpVersion.HTTP_2)
      .setHttp2ClearTextUpgrade(false);
    HttpClient client = Nghttp2Http.createHttpClient(vertx, options, new PoolOptions());
    return client.request(HttpMethod.GET, port, "localhost", "/")
      .compose(request -> request.send())
      .compose(response -> response.body())
      .eventually(() -> client.close());
    // end::client[]
  }
}
