package io.github.vertxnghttp2.http.websocket;

import examples.VertxWebSockets;
import io.github.vertxnghttp2.http.Nghttp2Http;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The examples of the guide for WebSockets over HTTP/2. */
class VertxWebSocketsExampleIT {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void a_server_and_a_client() throws Exception {
    String echo = await(VertxWebSockets.serve(vertx)
      .compose(server -> VertxWebSockets.ask(vertx, server.actualPort())));
    assertEquals("hello on stream 1", echo);
  }

  @Test
  void a_request_handler_that_opens_sockets() throws Exception {
    HttpServer server = await(VertxWebSockets.upgrading(vertx).listen(0, "localhost"));
    WebSocketClient client = Nghttp2Http.createWebSocketClient(vertx, new WebSocketClientOptions());
    Promise<String> welcome = Promise.promise();
    vertx.runOnContext(v -> client.connect(server.actualPort(), "localhost", "/")
      .onSuccess(socket -> socket.textMessageHandler(welcome::tryComplete)).onFailure(welcome::tryFail));
    assertEquals("welcome", await(welcome.future()));
  }
}
