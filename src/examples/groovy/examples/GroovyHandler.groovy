package examples

import io.vertx.core.Future
import io.vertx.core.VerticleBase
import io.vertx.core.buffer.Buffer

class GroovyHandler extends VerticleBase {
  @Override
  Future<?> start() {
    vertx.eventBus().<Buffer>consumer('y') { message -> message.reply(message.body()) }.completion()
  }
}
