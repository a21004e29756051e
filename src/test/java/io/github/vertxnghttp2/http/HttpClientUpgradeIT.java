package io.github.vertxnghttp2.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client of Vert.x on the engine asks servers for the upgrade to HTTP/2. */
class HttpClientUpgradeIT {
  private static final String SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n";

  private Vertx vertx;
  private HttpClientAgent client;

  @BeforeEach
  void create() {
    vertx = Vertx.vertx();
    client = client(new HttpClientOptions());
  }

  private HttpClientAgent client(HttpClientOptions options) {
    return Engine.OURS.client(vertx, options.setProtocolVersion(HttpVersion.HTTP_2));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  /** A server that calls the handler with what each connection has sent so far. */
  private int peer(BiConsumer<NetSocket, String> handler) throws Exception {
    NetServer server = vertx.createNetServer().connectHandler(socket -> {
      Buffer received = Buffer.buffer();
      socket.handler(bytes -> handler.accept(socket, received.appendBuffer(bytes).toString("ISO-8859-1")));
    });
    return await(server.listen(0, "localhost")).actualPort();
  }

  private Future<HttpClientRequest> request(HttpMethod method, int port) {
    return client.request(method, port, "localhost", "/");
  }

  private Future<Buffer> get(int port) {
    return request(HttpMethod.GET, port).compose(request -> request.send().compose(HttpClientResponse::body));
  }

  private static String failure(Future<?> future) {
    return assertThrows(ExecutionException.class, () -> await(future)).getCause().getMessage();
  }

  @Test
  void a_request_fails_if_the_server_closes_the_connection_after_the_response_101() throws Exception {
    assertEquals("Connection was closed", failure(get(peer((socket, received) -> {
      if (received.endsWith("\r\n\r\n")) {
        socket.end(Buffer.buffer(SWITCHING));
      }
    }))));
  }

  @Test
  void a_request_fails_if_the_server_sends_something_else_than_http_2_after_the_response_101() throws Exception {
    assertEquals("Connection was closed", failure(get(peer((socket, received) -> {
      if (received.endsWith("\r\n\r\n")) {
        socket.write(SWITCHING + "this is not HTTP/2");
      }
    }))));
  }

  @Test
  void a_request_that_waits_for_the_settings_of_the_server_can_be_reset() throws Exception {
    int port = peer((socket, received) -> {
      if (received.endsWith("\r\n\r\n")) {
        socket.write(SWITCHING);
      }
    });
    Future<Buffer> response = request(HttpMethod.GET, port).compose(request -> {
      request.idleTimeout(50);
      return request.send().compose(HttpClientResponse::body);
    });
    assertTrue(failure(response).contains("timeout period of 50ms"));
  }

  @Test
  void a_connection_is_used_again_after_the_server_has_refused_the_upgrade() throws Exception {
    List<NetSocket> connections = new ArrayList<>();
    int port = peer((socket, received) -> {
      if (!connections.contains(socket)) {
        connections.add(socket);
      }
      if (received.endsWith("\r\n\r\n")) {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      }
    });
    assertEquals("ok", await(get(port)).toString());
    assertEquals("ok", await(get(port)).toString());
    assertEquals(1, connections.size());
  }

  @Test
  void a_server_refuses_the_upgrade_before_it_has_read_the_body() throws Exception {
    int port = peer((socket, received) -> {
      if (received.endsWith("\r\n\r\n")) {
        socket.write("HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
      }
    });
    Future<Integer> status = request(HttpMethod.POST, port).compose(request -> {
      request.setChunked(true).writeHead();
      return request.response().map(HttpClientResponse::statusCode);
    });
    assertEquals(413, await(status));
  }

  @Test
  void the_response_100_comes_before_the_response_101() throws Exception {
    int port = peer((socket, received) -> {
      if (received.endsWith("\r\n\r\n")) {
        socket.write("HTTP/1.1 100 Continue\r\n\r\n");
      } else if (received.endsWith("question")) {
        socket.end(Buffer.buffer(SWITCHING));
      }
    });
    Future<Buffer> response = request(HttpMethod.POST, port).compose(request -> {
      request.putHeader("expect", "100-continue").putHeader("content-length", "8");
      request.continueHandler(v -> request.end("question"));
      request.writeHead();
      return request.response().compose(HttpClientResponse::body);
    });
    assertEquals("Connection was closed", failure(response));
  }

  @Test
  void the_response_101_lets_a_request_go_on_that_expects_the_response_100() throws Exception {
    HttpServer server = vertx.createHttpServer(new HttpServerOptions()).requestHandler(request -> {
      request.response().writeContinue(); // Vert.x's own engine sends it in HTTP/2
      request.body().onSuccess(body -> request.response().end(request.version() + " " + body));
    });
    int port = await(server.listen(0, "localhost")).actualPort();
    List<String> continued = new ArrayList<>();
    Future<Buffer> response = request(HttpMethod.POST, port).compose(request -> {
      request.putHeader("expect", "100-continue").putHeader("content-length", "8");
      request.continueHandler(v -> {
        continued.add("once");
        request.end("question");
      });
      request.writeHead();
      return request.response().compose(HttpClientResponse::body);
    });
    assertEquals("HTTP_2 question", await(response).toString());
    assertEquals(List.of("once"), continued);
  }

  @Test
  void a_server_sends_too_much_before_the_request_has_ended() throws Exception {
    client = client(new HttpClientOptions().setHttp2UpgradeMaxContentLength(1000));
    int port = peer((socket, received) -> {
      if (received.endsWith("\r\n\r\n")) {
        socket.write(SWITCHING + "x".repeat(1001));
      }
    });
    Future<Buffer> response = request(HttpMethod.POST, port).compose(request -> {
      request.setChunked(true).writeHead();
      return request.response().compose(HttpClientResponse::body);
    });
    assertEquals("the server has sent more than http2UpgradeMaxContentLength = 1000 bytes of HTTP/2 before the request"
      + " that upgrades the connection was sent", failure(response));
  }
}
