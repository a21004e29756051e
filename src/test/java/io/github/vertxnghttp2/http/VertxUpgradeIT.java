package io.github.vertxnghttp2.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.Socket;
import java.nio.charset.StandardCharsets;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** A server of Vert.x on the engine, with clients that begin with HTTP/1.1. */
class VertxUpgradeIT {
  private Vertx vertx;
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    vertx = Vertx.vertx();
    server = Nghttp2Http.createHttpServer(vertx, new HttpServerOptions());
    server.requestHandler(request -> request.body().onSuccess(body -> {
      boolean ours = request.connection().getClass().getSimpleName().startsWith("Nghttp2");
      request.response().end(request.version() + (ours ? " ours " : " of Vert.x ") + request.method() + " "
        + request.uri() + " " + body + " " + request.getHeader("x-one") + " " + request.authority().host());
    }));
    await(server.listen(0, "localhost"));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private String ask(HttpClientOptions options, Buffer body) throws Exception {
    HttpClient client = vertx.createHttpClient(options);
    Future<String> response = client
      .request(body == null ? HttpMethod.GET : HttpMethod.POST, server.actualPort(), "localhost", "/a?b")
      .compose(request -> {
        request.putHeader("x-one", "1");
        return body == null ? request.send() : request.send(body);
      }).compose(each -> each.body()).map(Object::toString);
    return await(response.eventually(() -> client.close()));
  }

  @Test
  void a_request_without_a_body_is_upgraded_to_our_engine() throws Exception {
    HttpClientOptions upgrade = new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2);
    assertEquals("HTTP_2 ours GET /a?b  1 localhost", ask(upgrade, null));
  }

  @Test
  void a_request_with_a_body_is_upgraded_to_vertx() throws Exception {
    HttpClientOptions upgrade = new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2);
    assertEquals("HTTP_2 of Vert.x POST /a?b question 1 localhost", ask(upgrade, Buffer.buffer("question")));
  }

  @Test
  void http_1_stays_with_vertx() throws Exception {
    assertEquals("HTTP_1_1 of Vert.x GET /a?b  1 localhost", ask(new HttpClientOptions(), null));
    assertEquals("HTTP_1_1 of Vert.x POST /a?b question 1 localhost",
      ask(new HttpClientOptions(), Buffer.buffer("question")));
  }

  @Test
  void a_malformed_request_for_an_upgrade_is_refused() throws Exception {
    String request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
      + "HTTP2-Settings: AAMAAABk\r\nAccept: a\r\nX-Long: " + "x".repeat(10_000) + "\r\n\r\n";
    try (Socket socket = new Socket("localhost", server.actualPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] status = socket.getInputStream().readNBytes(12);
      assertEquals("HTTP/1.1 431", new String(status, StandardCharsets.US_ASCII).replace("1.0", "1.1"));
    }
  }
}
