package examples

import groovy.transform.TupleConstructor
import io.github.vertxnghttp2.service.ServiceRequest
import io.github.vertxnghttp2.service.StreamClient
import io.github.vertxnghttp2.service.StreamedCall
import io.vertx.core.Future
import io.vertx.core.Promise
import io.vertx.core.VerticleBase
import io.vertx.core.buffer.Buffer
import io.vertx.core.eventbus.DeliveryOptions
import io.vertx.core.json.JsonObject

/** Calls an HTTP/2 server through `nghttp2:client`, and reports the responses. */
@TupleConstructor
class GroovyCaller extends VerticleBase {
  final String origin
  final Closure<?> tell

  @Override
  Future<?> start() {
    greeting('Ada').onSuccess { tell("JSON: $it") }
      .compose { reversed(Buffer.buffer([1, 2, 3] as byte[])) }.onSuccess { tell("Buffer: $it.bytes") }
      .compose { shouted(Buffer.buffer('to be or not to be\n' * 1000), 200) }.onSuccess { tell("stream: $it") }
      .compose { outcome(url: "$origin/greeting/nobody".toString()) }.onSuccess { tell("failure: $it") }
      .compose { outcome(url: 'nowhere') }.onSuccess { tell("failure: $it") }
      .compose { outcome(url: 'http://127.0.0.1:1/') }.onSuccess { tell("failure: $it") }
      .compose { outcome(url: "$origin/greeting/Godot".toString(), timeout: 100) }.onSuccess { tell("failure: $it") }
  }

  // tag::json[]
  private Future<String> greeting(String name) {
    def request = new JsonObject(request: [method: 'GET', url: "$origin/greeting/$name".toString()])
    def options = new DeliveryOptions().addHeader('action', 'request')
    vertx.eventBus().request('nghttp2.client', request, options).map { message ->
      def response = message.body()
      def json = Buffer.buffer(response.getBinary('body')).toJsonObject()
      "${response['status']} ${json['greeting']}".toString()
    }
  }
  // end::json[]

  // tag::buffer[]
  private Future<Buffer> reversed(Buffer bytes) {
    def options = new DeliveryOptions()
    [action: 'request', ':method': 'POST', ':url': "$origin/reversed".toString(),
     'content-type': 'application/octet-stream']
      .each { name, value -> options.addHeader(name, value) }
    vertx.eventBus().request('nghttp2.client', bytes, options).map { response ->
      assert response.headers()[':status'] == '200'
      response.body()
    }
  }
  // end::buffer[]

  // tag::stream[]
  private Future<String> shouted(Buffer chunk, int times) {
    StreamClient.create(vertx, 'nghttp2.client').compose { client ->
      def call = client.call(new ServiceRequest('POST', "$origin/shouted"))
      write(call, chunk, times)
      call.response().compose { response ->
        long bytes = 0
        def end = Promise.<Void>promise()
        response.exceptionHandler { end.tryFail(it) }.endHandler { end.tryComplete() }.handler { bytes += it.length() }
        end.future().map {
          "${response.status()}, $bytes bytes came, ${response.trailers()['x-bytes']} had gone".toString()
        }
      }.eventually { client.close() }
    }
  }

  private static void write(StreamedCall call, Buffer chunk, int times) {
    if (times == 0) {
      call.end()
    } else {
      call.write(chunk).onSuccess { write(call, chunk, times - 1) }
    }
  }
  // end::stream[]

  // tag::failure[]
  private Future<String> outcome(Map request) {
    def options = new DeliveryOptions().addHeader('action', 'request')
    vertx.eventBus().request('nghttp2.client', new JsonObject(request: request), options)
      .map { "none, status ${it.body()['status']}".toString() } // any status is a response
      .otherwise { "code ${it.failureCode()}, ${advice(it.failureCode())}: $it.message".toString() }
  }

  private static String advice(int code) {
    switch (code) {
      case 400: return 'correct it'
      case 503: return 'send it again' // it was not processed
      case [499, 502, 504]: return 'send it again if it may be done twice'
      default: return 'look into it'
    }
  }
  // end::failure[]
}
