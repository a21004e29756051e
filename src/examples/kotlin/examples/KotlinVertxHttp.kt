package examples

import io.github.vertxnghttp2.http.Nghttp2Http
import io.vertx.core.Vertx
import io.vertx.core.http.HttpClientOptions
import io.vertx.core.http.HttpMethod
import io.vertx.core.http.HttpServer
import io.vertx.core.http.HttpServerOptions
import io.vertx.core.http.HttpVersion
import io.vertx.core.http.PoolOptions
import io.vertx.kotlin.coroutines.coAwait
import kotlinx.coroutines.runBlocking

/** Vert.x's own HTTP server and client on the engine of this library. */
object KotlinVertxHttp {
  /** Sends one request, and prints the response. The log says which engine served it. */
  @JvmStatic
  fun main(args: Array<String>) = runBlocking {
    val vertx = Vertx.vertx()
    val server = serve(vertx)
    println(ask(vertx, server.actualPort()))
    vertx.close().coAwait()
    Unit
  }

  private suspend fun serve(vertx: Vertx): HttpServer {
    // tag::http-server[]
    return Nghttp2Http.createHttpServer(vertx, HttpServerOptions())
      .requestHandler { it.response().end("served over ${it.version()}") }
      .listen(0, "localhost").coAwait()
    // end::http-server[]
  }

  private suspend fun ask(vertx: Vertx, port: Int): String {
    val options = HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
    // tag::http-client[]
    val client = Nghttp2Http.createHttpClient(vertx, options, PoolOptions())
    try {
      val body = client.request(HttpMethod.GET, port, "localhost", "/")
        .compose { it.send() }
        .compose { it.body() } // at once: nobody else reads the body
      return body.coAwait().toString()
    } finally {
      client.close().coAwait()
    }
    // end::http-client[]
  }
}
