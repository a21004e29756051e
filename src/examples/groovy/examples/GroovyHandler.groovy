package examples

import io.github.vertxnghttp2.service.RequestConsumer
import io.github.vertxnghttp2.service.RouteForm
import io.github.vertxnghttp2.service.RouteMode
import io.github.vertxnghttp2.service.RouteOptions
import io.github.vertxnghttp2.service.RoutedRequest
import io.github.vertxnghttp2.service.Routes
import io.vertx.core.Future
import io.vertx.core.VerticleBase
import io.vertx.core.buffer.Buffer
import io.vertx.core.eventbus.DeliveryOptions
import io.vertx.core.eventbus.Message
import io.vertx.core.json.JsonObject

/** Adds three routes, and handles their requests: a JSON message, a Buffer, and a stream. */
class GroovyHandler extends VerticleBase {
  private RequestConsumer streams

  @Override
  Future<?> start() {
    // tag::consume[]
    def bus = vertx.eventBus()
    streams = RequestConsumer.create(vertx, 'groovy.shouted', this.&shout)
    def consuming = Future.all(
      bus.consumer('groovy.greeting', this.&greet).completion(),
      bus.consumer('groovy.reversed', this.&reverse).completion(),
      streams.listen())
    // end::consume[]
    // tag::routes[]
    def routes = Routes.of(vertx)
    consuming.compose {
      Future.all(
        routes.add(new RouteOptions(method: 'GET', path: '/greeting/:name', address: 'groovy.greeting',
          form: RouteForm.JSON)),
        routes.add(new RouteOptions(method: 'POST', path: '/reversed', address: 'groovy.reversed')),
        routes.add(new RouteOptions(method: 'POST', path: '/shouted', address: 'groovy.shouted',
          mode: RouteMode.STREAM)))
    }
    // end::routes[]
  }

  @Override
  Future<?> stop() {
    streams.close()
  }

  // tag::json[]
  private void greet(Message<JsonObject> message) {
    def name = message.body()['params']['name']
    if (name == 'nobody') {
      message.fail(404, 'there is nobody to greet')
    } else if (name != 'Godot') { // without a reply the client waits for the timeout
      message.reply(new JsonObject(json: [greeting: "Hello, $name, from Groovy".toString()]))
    }
  }
  // end::json[]

  // tag::buffer[]
  private void reverse(Message<Buffer> message) {
    def type = message.headers()['content-type'] ?: 'application/octet-stream'
    def reversed = Buffer.buffer(message.body().bytes.toList().reverse() as byte[])
    message.reply(reversed, new DeliveryOptions().addHeader('content-type', type))
  }
  // end::buffer[]

  // tag::stream[]
  private void shout(RoutedRequest request) {
    def response = request.response()
    long bytes = 0
    request.handler { chunk ->
      bytes += chunk.length()
      response.write(chunk.toString().toUpperCase())
      if (response.writeQueueFull()) {
        request.pause()
        response.drainHandler { request.resume() }
      }
    }
    request.endHandler { response.putTrailer('x-bytes', "$bytes").end() }
  }
  // end::stream[]
}
