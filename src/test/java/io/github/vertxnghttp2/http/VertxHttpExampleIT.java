package io.github.vertxnghttp2.http;

import examples.VertxHttp;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The snippets of the guide run. */
class VertxHttpExampleIT {

  @Test
  void a_server_and_a_client_of_vertx_on_the_engine() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      String body = VertxHttp.serve(vertx).compose(server -> VertxHttp.ask(vertx, server.actualPort()))
        .map(Object::toString).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertEquals("served over HTTP_2", body);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }
}
