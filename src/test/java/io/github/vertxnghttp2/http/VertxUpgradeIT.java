package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.testing.Repeat;
import io.netty.channel.ChannelConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A server of Vert.x on the engine, with clients that begin with HTTP/1.1. */
class VertxUpgradeIT {
  private Vertx vertx;
  private HttpServer server;
  private Handler<HttpServerRequest> handler = VertxUpgradeIT::show;

  @BeforeEach
  void serve() throws Exception {
    vertx = Vertx.vertx();
    server = Nghttp2Http.createHttpServer(vertx, new HttpServerOptions());
    server.requestHandler(request -> handler.handle(request));
    await(server.listen(0, "localhost"));
  }

  private static void show(HttpServerRequest request) {
    request.body().onSuccess(body -> {
      boolean ours = request.connection().getClass().getSimpleName().startsWith("Nghttp2");
      request.response().end(request.version() + (ours ? " ours " : " of Vert.x ") + request.method() + " "
        + request.uri() + " " + body + " " + request.getHeader("x-one") + " " + request.authority().host());
    });
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
  void a_request_with_a_body_is_upgraded_to_our_engine() throws Exception {
    HttpClientOptions upgrade = new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2);
    assertEquals("HTTP_2 ours POST /a?b question 1 localhost", ask(upgrade, Buffer.buffer("question")));
  }

  @Test
  void http_1_stays_with_vertx() throws Exception {
    assertEquals("HTTP_1_1 of Vert.x GET /a?b  1 localhost", ask(new HttpClientOptions(), null));
    assertEquals("HTTP_1_1 of Vert.x POST /a?b question 1 localhost",
      ask(new HttpClientOptions(), Buffer.buffer("question")));
  }

  /** Sends the request, and returns the response up to its first empty line. */
  private String raw(String request) throws Exception {
    try (Socket socket = new Socket("localhost", server.actualPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return head(socket.getInputStream());
    }
  }

  private static String head(InputStream in) throws Exception {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        return head + "(end)";
      }
      head.append((char) octet);
    }
    return head.toString();
  }

  private static String upgrade(String settings, String... fields) {
    return "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
      + "HTTP2-Settings: " + settings + "\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
  }

  @Test
  void a_head_that_is_too_long_is_refused() throws Exception {
    assertEquals("HTTP/1.1 431", raw(upgrade("AAMAAABk", "X-Long: " + "x".repeat(10_000))).substring(0, 12)
      .replace("1.0", "1.1"));
  }

  @Test
  void malformed_settings_are_refused() throws Exception {
    assertEquals("HTTP/1.1 400 Bad Request", raw(upgrade("AAMAAABk=!", "content-length: 0")).split("\r\n")[0]);
    assertEquals("HTTP/1.1 400 Bad Request", raw(upgrade("AAMA", "content-length: 0")).split("\r\n")[0]);
    for (String outOfRange : new String[] {"AAUBAAAA", "AAUAAAAA", "AAIAAAAC", "AASAAAAA"}) {
      assertEquals("HTTP/1.1 400 Bad Request", raw(upgrade(outOfRange, "content-length: 0")).split("\r\n")[0]);
    }
  }

  @Test
  void a_field_without_a_name_is_refused() throws Exception {
    assertEquals("HTTP/1.1 400 Bad Request", raw(upgrade("AAMAAABk", ": x", "content-length: 0")).split("\r\n")[0]);
  }

  @Test
  void no_request_is_served_after_a_malformed_one() throws Exception {
    List<String> served = new CopyOnWriteArrayList<>();
    handler = request -> {
      served.add(request.uri());
      request.response().end();
    };
    try (Socket socket = new Socket("localhost", server.actualPort())) {
      socket.getOutputStream().write((upgrade("A!", "content-length: 0") + upgrade("AAMAAABk", "content-length: 0")
        + "GET /third HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      String responses = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertEquals("HTTP/1.1 400 Bad Request", responses.split("\r\n")[0]);
    }
    assertEquals("HTTP_2 ours GET /a?b  1 localhost", askAnother()); // what came before was handled
    assertEquals(List.of(), served);
  }

  private String askAnother() throws Exception {
    handler = VertxUpgradeIT::show;
    return ask(new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2), null);
  }

  @Test
  void a_request_of_http_1_0_is_not_upgraded() throws Exception {
    String response = raw(upgrade("AAMAAABk", "content-length: 1").replace("HTTP/1.1", "HTTP/1.0") + "a");
    assertEquals("HTTP/1.0 200 OK", response.split("\r\n")[0]);
  }

  @Test
  void a_request_that_expects_100_stays_http_1() throws Exception {
    String response = raw(upgrade("AAMAAABk", "Expect: 100-continue", "content-length: 1") + "a");
    assertEquals("HTTP/1.1 200 OK", response.split("\r\n")[0]);
  }

  @Test
  void a_malformed_body_closes_the_connection_and_the_application_is_told() throws Exception {
    Promise<String> failure = Promise.promise();
    handler = request -> request.body().onFailure(cause -> failure.complete(cause.getMessage()));
    try (Socket socket = new Socket("localhost", server.actualPort())) {
      socket.getOutputStream().write((upgrade("AAMAAABk", "Transfer-Encoding: chunked") + "1\r\na\r\nnonsense\r\n")
        .getBytes(StandardCharsets.US_ASCII));
      assertEquals("HTTP/1.1 101 Switching Protocols", head(socket.getInputStream()).split("\r\n")[0]);
      assertTrue(await(failure.future()).contains("the request that upgrades the connection is malformed"));
      socket.getInputStream().readAllBytes(); // to the end
    }
  }

  @Test
  void a_connection_is_lost_in_the_middle_of_the_body() throws Exception {
    Promise<String> failure = Promise.promise();
    handler = request -> request.body().onFailure(cause -> failure.complete(cause.getMessage()));
    try (Socket socket = new Socket("localhost", server.actualPort())) {
      socket.getOutputStream().write((upgrade("AAMAAABk", "content-length: 10") + "half")
        .getBytes(StandardCharsets.US_ASCII));
      head(socket.getInputStream());
    }
    assertEquals("Stream was closed", await(failure.future()));
  }

  @Test
  void reading_stops_while_the_application_does_not_read_the_body() throws Exception {
    int length = 32 << 20;
    Promise<HttpServerRequest> paused = Promise.promise();
    handler = request -> paused.complete(request.pause());
    HttpClient client = vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2));
    HttpClientRequest upload = await(client.request(HttpMethod.POST, server.actualPort(), "localhost", "/"));
    upload.putHeader("content-length", Integer.toString(length));
    Buffer piece = Buffer.buffer(new byte[1 << 20]);
    for (int i = 0; i < length >> 20; i++) {
      upload.write(piece);
    }
    Future<Void> sent = upload.end();
    HttpServerRequest request = await(paused.future());
    ChannelConfig channel = ((ConnectionBase) request.connection()).channel().config();
    Repeat.until("the server stops reading", () -> !channel.isAutoRead(), Thread::onSpinWait);
    assertFalse(sent.isComplete());
    AtomicLong received = new AtomicLong();
    request.handler(data -> received.addAndGet(data.length()));
    Future<Void> end = request.end();
    request.resume();
    await(end);
    assertEquals(length, received.get());
    Future<Buffer> body = upload.response().compose(HttpClientResponse::body); // before it can come
    request.response().end("done");
    assertEquals("done", await(body).toString());
  }

  @Test
  void a_response_that_does_not_wait_for_the_body_is_followed_by_another_request() throws Exception {
    handler = request -> request.response().end("early");
    HttpClient client = vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2));
    for (int i = 0; i < 2; i++) {
      Future<Buffer> response = client.request(HttpMethod.POST, server.actualPort(), "localhost", "/")
        .compose(request -> request.send(Buffer.buffer(new byte[1 << 20])).compose(HttpClientResponse::body));
      assertEquals("early", await(response).toString());
    }
  }
}
