package examples

import io.github.vertxnghttp2.service.Http2ClientService
import io.github.vertxnghttp2.service.ServiceRequest
import io.github.vertxnghttp2.service.StreamClient
import io.vertx.core.buffer.Buffer
import io.vertx.core.eventbus.DeliveryOptions
import io.vertx.core.eventbus.ReplyException
import io.vertx.kotlin.coroutines.CoroutineVerticle
import io.vertx.kotlin.coroutines.coAwait
import io.vertx.kotlin.coroutines.toReceiveChannel
import kotlinx.coroutines.launch

/** Calls an HTTP/2 server through `nghttp2:client`, and reports the responses. */
class KotlinCaller(private val origin: String, private val tell: (String) -> Unit) : CoroutineVerticle() {
  override suspend fun start() {
    tell("JSON: " + greeting("Ada"))
    tell("Buffer: " + reversed(Buffer.buffer(byteArrayOf(1, 2, 3))).bytes.contentToString())
    tell("stream: " + shouted(Buffer.buffer("to be or not to be\n".repeat(1000)), 200))
    tell("failure: " + outcome(ServiceRequest("GET", "$origin/greeting/nobody")))
    tell("failure: " + outcome(ServiceRequest("GET", "nowhere")))
    tell("failure: " + outcome(ServiceRequest("GET", "http://127.0.0.1:1/")))
    tell("failure: " + outcome(ServiceRequest("GET", "$origin/greeting/Godot").setTimeout(100)))
  }

  // tag::json[]
  private suspend fun greeting(name: String): String {
    val client = Http2ClientService.createProxy(vertx, "nghttp2.client")
    val response = client.request(ServiceRequest("GET", "$origin/greeting/$name")).coAwait()
    return "${response.status} ${response.body.toJsonObject().getString("greeting")}"
  }
  // end::json[]

  // tag::buffer[]
  private suspend fun reversed(bytes: Buffer): Buffer {
    val request = DeliveryOptions().addHeader("action", "request")
      .addHeader(":method", "POST").addHeader(":url", "$origin/reversed")
      .addHeader("content-type", "application/octet-stream")
    val response = vertx.eventBus().request<Buffer>("nghttp2.client", bytes, request).coAwait()
    check(response.headers()[":status"] == "200")
    return response.body()
  }
  // end::buffer[]

  // tag::stream[]
  private suspend fun shouted(chunk: Buffer, times: Int): String {
    val client = StreamClient.create(vertx, "nghttp2.client").coAwait()
    val call = client.call(ServiceRequest("POST", "$origin/shouted"))
    launch {
      repeat(times) { call.write(chunk).coAwait() }
      call.end().coAwait()
    }
    val response = call.response().coAwait()
    var bytes = 0L
    for (part in response.toReceiveChannel(vertx)) {
      bytes += part.length()
    }
    client.close().coAwait()
    return "${response.status()}, $bytes bytes came, ${response.trailers()["x-bytes"]} had gone"
  }
  // end::stream[]

  // tag::failure[]
  private suspend fun outcome(request: ServiceRequest): String =
    try {
      val client = Http2ClientService.createProxy(vertx, "nghttp2.client")
      "none, status " + client.request(request).coAwait().status // any status is a response
    } catch (e: ReplyException) {
      val advice = when (e.failureCode()) {
        400 -> "correct it"
        503 -> "send it again" // it was not processed
        499, 502, 504 -> "send it again if it may be done twice"
        else -> "look into it"
      }
      "code ${e.failureCode()}, $advice: ${e.message}"
    }
  // end::failure[]
}
