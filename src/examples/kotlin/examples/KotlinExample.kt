package examples

import io.vertx.core.DeploymentOptions
import io.vertx.core.Vertx
import io.vertx.core.json.JsonArray
import io.vertx.core.json.JsonObject
import io.vertx.kotlin.coroutines.coAwait
import kotlinx.coroutines.runBlocking

/** A server whose requests Kotlin handles, and a client that Kotlin calls. Argument: the port, 8080 unless given. */
object KotlinExample {
  @JvmStatic
  fun main(args: Array<String>) {
    val vertx = Vertx.vertx()
    try {
      runBlocking { start(vertx, args.firstOrNull()?.toInt() ?: 8080) }
    } catch (e: Exception) {
      System.err.println(e.message)
      vertx.close()
    }
  }

  private suspend fun start(vertx: Vertx, port: Int) {
    // tag::deploy[]
    val listener = JsonObject().put("host", "127.0.0.1").put("port", port)
    val config = JsonObject().put("listeners", JsonArray().add(listener))
      .put("controlAllow", JsonArray().add("kotlin.*")) // the addresses of routes that KotlinHandler adds
    val client = JsonObject().put("allow", JsonArray().add("127.0.0.1"))
    vertx.deployVerticle("nghttp2:server", DeploymentOptions().setConfig(config)).coAwait()
    vertx.deployVerticle("nghttp2:client", DeploymentOptions().setConfig(client)).coAwait()
    vertx.deployVerticle(KotlinHandler()).coAwait()
    // end::deploy[]
    val origin = "http://127.0.0.1:$port"
    vertx.deployVerticle(KotlinCaller(origin, ::println)).coAwait()
    println("try: curl --http2-prior-knowledge $origin/greeting/Ada")
    println("     curl --http2-prior-knowledge --data-binary @README.md $origin/shouted")
  }
}
