package io.github.vertxnghttp2.http;

import examples.VertxHttp;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The snippets of the guide run. */
class VertxHttpExampleIT {

  @Test
  void a_server_and_a_client_of_vertx_on_the_engine() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      String body = await(VertxHttp.serve(vertx).compose(server -> VertxHttp.ask(vertx, server.actualPort()))
        .map(Object::toString));
      assertEquals("served over HTTP_2", body);
    } finally {
      await(vertx.close());
    }
  }
}
