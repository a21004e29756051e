package examples

import io.github.vertxnghttp2.Http2Exception
import io.github.vertxnghttp2.frame.ErrorCode
import io.github.vertxnghttp2.service.RequestConsumer
import io.github.vertxnghttp2.service.RouteForm
import io.github.vertxnghttp2.service.RouteMode
import io.github.vertxnghttp2.service.RouteOptions
import io.github.vertxnghttp2.service.RoutedRequest
import io.github.vertxnghttp2.service.Routes
import io.vertx.core.buffer.Buffer
import io.vertx.core.eventbus.DeliveryOptions
import io.vertx.core.eventbus.Message
import io.vertx.core.json.JsonObject
import io.vertx.kotlin.coroutines.CoroutineEventBusSupport
import io.vertx.kotlin.coroutines.CoroutineVerticle
import io.vertx.kotlin.coroutines.coAwait
import io.vertx.kotlin.coroutines.toReceiveChannel
import kotlinx.coroutines.launch

/** Adds three routes, and handles their requests: a JSON message, a Buffer, and a stream. */
class KotlinHandler : CoroutineVerticle(), CoroutineEventBusSupport {
  private lateinit var streams: RequestConsumer

  override suspend fun start() {
    // tag::consume[]
    val bus = vertx.eventBus()
    bus.coConsumer("kotlin.greeting") { message -> greet(message) }.completion().coAwait()
    bus.coConsumer("kotlin.reversed") { message -> reverse(message) }.completion().coAwait()
    streams = RequestConsumer.create(vertx, "kotlin.shouted") { request -> launch { shout(request) } }
    streams.listen().coAwait()
    // end::consume[]
    // tag::routes[]
    val routes = Routes.of(vertx)
    routes.add(RouteOptions().setMethod("GET").setPath("/greeting/:name").setAddress("kotlin.greeting")
      .setForm(RouteForm.JSON)).coAwait()
    routes.add(RouteOptions().setMethod("POST").setPath("/reversed").setAddress("kotlin.reversed")).coAwait()
    routes.add(RouteOptions().setMethod("POST").setPath("/shouted").setAddress("kotlin.shouted")
      .setMode(RouteMode.STREAM)).coAwait()
    // end::routes[]
  }

  override suspend fun stop() {
    streams.close().coAwait()
  }

  // tag::json[]
  private suspend fun greet(message: Message<JsonObject>) {
    val name = message.body().getJsonObject("params").getString("name")
    when (name) {
      "nobody" -> message.fail(404, "there is nobody to greet")
      "Godot" -> {} // without a reply the client waits for the timeout
      else -> {
        vertx.timer(1).coAwait() // something that takes a while
        message.reply(JsonObject().put("json", JsonObject().put("greeting", "Hello, $name, from Kotlin")))
      }
    }
  }
  // end::json[]

  // tag::buffer[]
  private fun reverse(message: Message<Buffer>) {
    val type = message.headers()["content-type"] ?: "application/octet-stream"
    val reversed = Buffer.buffer(message.body().bytes.reversedArray())
    message.reply(reversed, DeliveryOptions().addHeader("content-type", type))
  }
  // end::buffer[]

  // tag::stream[]
  private suspend fun shout(request: RoutedRequest) {
    val response = request.response()
    var bytes = 0L
    try {
      for (chunk in request.toReceiveChannel(vertx)) {
        bytes += chunk.length()
        response.write(chunk.toString().uppercase()).coAwait()
      }
      response.putTrailer("x-bytes", "$bytes").end().coAwait()
    } catch (e: Http2Exception) {
      // The client has reset the stream.
    } catch (e: Exception) {
      // A response of 500 is automatic only for failures before launch returns.
      response.reset(ErrorCode.INTERNAL_ERROR.code().toLong())
      throw e
    }
  }
  // end::stream[]
}
