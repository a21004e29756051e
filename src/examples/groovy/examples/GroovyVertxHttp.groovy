package examples

import io.github.vertxnghttp2.http.Nghttp2Http
import io.vertx.core.Vertx
import io.vertx.core.http.HttpClientOptions
import io.vertx.core.http.HttpMethod
import io.vertx.core.http.HttpServerOptions
import io.vertx.core.http.HttpVersion
import io.vertx.core.http.PoolOptions

/** Vert.x's own HTTP server and client on the engine of this library. */
class GroovyVertxHttp {
  /** Sends one request, and prints the response. The log says which engine served it. */
  static void main(String[] args) {
    def vertx = Vertx.vertx()
    def server = serve(vertx).await()
    println ask(vertx, server.actualPort()).await()
    vertx.close().await()
  }

  private static serve(Vertx vertx) {
    // tag::http-server[]
    Nghttp2Http.createHttpServer(vertx, new HttpServerOptions())
      .requestHandler { it.response().end("served over ${it.version()}".toString()) }
      .listen(0, 'localhost')
    // end::http-server[]
  }

  private static ask(Vertx vertx, int port) {
    def options = new HttpClientOptions(protocolVersion: HttpVersion.HTTP_2)
    // tag::http-client[]
    def client = Nghttp2Http.createHttpClient(vertx, options, new PoolOptions())
    client.request(HttpMethod.GET, port, 'localhost', '/')
      .compose { it.send() }
      .compose { it.body() }
      .map { it.toString() }
      .eventually { client.close() }
    // end::http-client[]
  }
}
