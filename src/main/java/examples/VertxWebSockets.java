package examples;

import io.github.vertxnghttp2.http.Nghttp2Http;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;

/** WebSockets of Vert.x that are streams of HTTP/2. */
public final class VertxWebSockets {

  private VertxWebSockets() {
  }

  /** A server that echoes messages, on a port that is free. */
  public static Future<HttpServer> serve(Vertx vertx) {
    // tag::server[]
    HttpServer server = Nghttp2Http.createHttpServer(vertx, new HttpServerOptions());
    server.webSocketHandler(socket ->
      socket.textMessageHandler(text ->
        socket.writeTextMessage(text + " on stream " + Nghttp2Http.streamId(socket))));
    return server.listen(0, "localhost");
    // end::server[]
  }

  /** A client that sends one message, and returns the one that comes back. */
  public static Future<String> ask(Vertx vertx, int port) {
    // tag::client[]
    WebSocketClient client = Nghttp2Http.createWebSocketClient(vertx, new WebSocketClientOptions());
    WebSocketConnectOptions options = new WebSocketConnectOptions().setHost("localhost").setPort(port).setURI("/");
    return client.connect(options).compose(socket -> {
      Promise<String> echo = Promise.promise();
      socket.textMessageHandler(echo::tryComplete);
      socket.closeHandler(v -> echo.tryFail("closed with " + socket.closeStatusCode()));
      return socket.writeTextMessage("hello").compose(v -> echo.future());
    }).eventually(() -> client.close());
    // end::client[]
  }

  /** A server whose request handler opens sockets. */
  public static HttpServer upgrading(Vertx vertx) {
    // tag::setting[]
    HttpServerOptions options = new HttpServerOptions();
    options.getInitialSettings().set(8, 1); // ENABLE_CONNECT_PROTOCOL
    HttpServer server = Nghttp2Http.createHttpServer(vertx, options);
    server.requestHandler(request -> request.toWebSocket()
      .onSuccess(socket -> socket.writeTextMessage("welcome")));
    // end::setting[]
    return server;
  }
}
