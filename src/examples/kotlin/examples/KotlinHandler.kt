package examples

import io.vertx.core.buffer.Buffer
import io.vertx.kotlin.coroutines.CoroutineEventBusSupport
import io.vertx.kotlin.coroutines.CoroutineVerticle
import io.vertx.kotlin.coroutines.coAwait

class KotlinHandler : CoroutineVerticle(), CoroutineEventBusSupport {
  override suspend fun start() {
    vertx.eventBus().coConsumer<Buffer>("x") { message -> message.reply(message.body()) }.completion().coAwait()
  }
}
