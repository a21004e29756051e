package examples;

import io.github.vertxnghttp2.http.Nghttp2Http;
import io.reactivex.rxjava3.core.Single;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.rxjava3.core.Vertx;
import io.vertx.rxjava3.core.http.HttpClientAgent;
import io.vertx.rxjava3.core.http.HttpServer;

/** Vert.x's own HTTP server and client for RxJava, on the engine of this library. */
public final class RxVertxHttp {
  private RxVertxHttp() {
  }

  /** Sends one request, and prints the response. The log says which engine served it. */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    HttpServer server = serve(vertx).blockingGet();
    System.out.println(ask(vertx, server.actualPort()).blockingGet());
    vertx.close().blockingAwait();
  }

  private static Single<HttpServer> serve(Vertx vertx) {
    // tag::http-server[]
    HttpServer server = HttpServer.newInstance(
      Nghttp2Http.createHttpServer(vertx.getDelegate(), new HttpServerOptions()));
    server.requestHandler(request -> request.response()
      .end("served over " + request.version()).subscribe());
    return server.rxListen(0, "localhost");
    // end::http-server[]
  }

  private static Single<String> ask(Vertx vertx, int port) {
    HttpClientOptions options = new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2);
    // tag::http-client[]
    HttpClientAgent client = HttpClientAgent.newInstance(
      Nghttp2Http.createHttpClient(vertx.getDelegate(), options, new PoolOptions()));
    return client.rxRequest(HttpMethod.GET, port, "localhost", "/")
      .flatMap(request -> request.rxSend())
      .flatMap(response -> response.rxBody())
      .map(body -> body.toString())
      .doFinally(() -> client.close().subscribe());
    // end::http-client[]
  }
}
