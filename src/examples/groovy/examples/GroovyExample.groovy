package examples

import io.vertx.core.DeploymentOptions
import io.vertx.core.Vertx
import io.vertx.core.json.JsonObject

/** A server whose requests Groovy handles, and a client that Groovy calls. Argument: the port, 8080 unless given. */
class GroovyExample {
  static void main(String[] args) {
    def port = args ? args[0] as int : 8080
    def origin = "http://127.0.0.1:$port".toString()
    def vertx = Vertx.vertx()
    // tag::deploy[]
    def config = new JsonObject(listeners: [[host: '127.0.0.1', port: port]], controlAllow: ['groovy.*'])
    def client = new JsonObject(allow: ['127.0.0.1'])
    vertx.deployVerticle('nghttp2:server', new DeploymentOptions(config: config))
      .compose { vertx.deployVerticle('nghttp2:client', new DeploymentOptions(config: client)) }
      .compose { vertx.deployVerticle(new GroovyHandler()) }
      // end::deploy[]
      .compose { vertx.deployVerticle(new GroovyCaller(origin, { println it })) }
      .onSuccess {
        println "try: curl --http2-prior-knowledge $origin/greeting/Ada"
        println "     curl --http2-prior-knowledge --data-binary @README.md $origin/shouted"
      }
      .onFailure {
        System.err.println(it.message)
        vertx.close()
      }
  }
}
