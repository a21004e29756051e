package io.github.vertxnghttp2.http;

import examples.EngineClients;
import examples.VertxHttp;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.ext.web.client.HttpResponse;
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

  @Test
  void a_web_client_on_the_engine() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
      HttpServer server = await(Nghttp2Http.createHttpServer(vertx, new HttpServerOptions().setSsl(true)
        .setUseAlpn(true).setKeyCertOptions(certificate.keyCertOptions()))
        .requestHandler(request -> request.response().end("for a WebClient"))
        .listen(0, "localhost"));
      HttpResponse<?> response = await(EngineClients.webClient(vertx, certificate.trustOptions())
        .get(server.actualPort(), "localhost", "/").send());
      assertEquals("HTTP_2 for a WebClient", response.version() + " " + response.bodyAsString());
    } finally {
      await(vertx.close());
    }
  }
}
