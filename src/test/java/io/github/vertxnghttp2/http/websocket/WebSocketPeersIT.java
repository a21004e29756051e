package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.http.Nghttp2Http;
import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.github.vertxnghttp2.it.Peer;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** WebSockets over HTTP/2 with Node and Chromium. */
@Timeout(240)
class WebSocketPeersIT {
  private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");
  private static final Path RESOURCES = Path.of(System.getProperty("project.basedir", "."), "src/test/resources/it");
  private static final String SCRIPT = RESOURCES.resolve("websocket.mjs").toString();
  /** Chromium takes seconds of a quiet machine, and many more of a busy one. */
  private static final int BROWSER_SECONDS = 150;

  private final Set<Integer> streams = ConcurrentHashMap.newKeySet();
  private final Promise<JsonObject> findings = Promise.promise();
  private Vertx vertx;

  @TempDir
  Path directory;

  @BeforeEach
  void start() {
    EngineSwitch.SERVER.turnOn();
    EngineSwitch.CLIENT.turnOn();
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  private int serve(boolean tls) throws Exception {
    HttpServerOptions options = new HttpServerOptions().setMaxWebSocketMessageSize(2 << 20)
      .addWebSocketSubProtocol("v2");
    if (tls) {
      options.setSsl(true).setUseAlpn(true).setKeyCertOptions(CERTIFICATE.keyCertOptions());
    }
    HttpServer server = Nghttp2Http.createHttpServer(vertx, options);
    String page = Files.readString(RESOURCES.resolve("websocket.html"));
    server.requestHandler(request -> {
      if (request.path().equals("/findings")) {
        request.body().onSuccess(body -> findings.tryComplete(body.toJsonObject()));
        request.response().end();
      } else {
        request.response().putHeader("content-type", "text/html").end(page);
      }
    });
    server.webSocketHandshakeHandler(handshake -> {
      if (handshake.path().equals("/refused")) {
        handshake.reject(403);
      } else {
        handshake.accept();
      }
    });
    server.webSocketHandler(socket -> {
      streams.add(Nghttp2Http.streamId(socket));
      if (socket.path().equals("/closing")) {
        socket.close((short) 4001, "by the server");
      } else {
        socket.textMessageHandler(socket::writeTextMessage);
        socket.binaryMessageHandler(socket::writeBinaryMessage);
      }
    });
    return await(server.listen(0, "127.0.0.1")).actualPort();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void node_asks_the_server(boolean tls) throws Exception {
    String node = Peer.find("node", "nodejs");
    String output = Peer.run(node, SCRIPT, "client", (tls ? "https" : "http") + "://localhost:" + serve(tls));
    assertTrue(output.endsWith("ok\n"), output);
    assertEquals(Set.of(1), streams);
  }

  @Test
  void the_client_asks_node() throws Exception {
    String node = Peer.find("node", "nodejs");
    try (Peer peer = Peer.start(node, SCRIPT, "server")) {
      int port = Integer.parseInt(peer.awaitLine("port ").substring("port ".length()));
      WebSocketClient client = Nghttp2Http.createWebSocketClient(vertx,
        new WebSocketClientOptions().setMaxFrameSize(2 << 20).setMaxMessageSize(2 << 20));
      WebSocketConnectOptions options = new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port);
      Throwable refused = await(client.connect(new WebSocketConnectOptions(options).setURI("/nowhere"))
        .map((Throwable) null).otherwise(failure -> failure));
      UpgradeRejectedException rejected = assertInstanceOf(UpgradeRejectedException.class, refused);
      assertEquals("404 no socket here value", rejected.getStatus() + " " + rejected.getBody() + " "
        + rejected.getHeaders().get("x-own"));
      WebSocket socket = await(client.connect(new WebSocketConnectOptions(options).setURI("/socket")
        .addSubProtocol("v1")));
      assertEquals("v1", socket.subProtocol());
      Promise<String> text = Promise.promise();
      socket.textMessageHandler(text::tryComplete);
      Promise<Buffer> pong = Promise.promise();
      socket.pongHandler(pong::tryComplete);
      Promise<Buffer> binary = Promise.promise();
      socket.binaryMessageHandler(binary::tryComplete);
      socket.writeTextMessage("hello");
      socket.writePing(Buffer.buffer("ping"));
      Buffer mebibyte = Buffer.buffer(new byte[1 << 20]);
      socket.writeBinaryMessage(mebibyte);
      assertEquals("hello", await(text.future()));
      assertEquals("ping", await(pong.future()).toString());
      assertEquals(mebibyte, await(binary.future()));
      await(socket.close((short) 4000, "done"));
      assertEquals("4000 done", socket.closeStatusCode() + " " + socket.closeReason());
    }
  }

  @Test
  void a_server_without_the_setting_is_refused_with_a_clear_message() throws Exception {
    HttpServer server = Nghttp2Http.createHttpServer(vertx, new HttpServerOptions());
    server.requestHandler(request -> request.response().end());
    int port = await(server.listen(0, "localhost")).actualPort();
    WebSocketClient client = Nghttp2Http.createWebSocketClient(vertx, new WebSocketClientOptions());
    String message = await(client.connect(port, "localhost", "/").map("connected").otherwise(Throwable::getMessage));
    assertTrue(message.contains("ENABLE_CONNECT_PROTOCOL"), message);
  }

  @Test
  void a_server_of_http_1_1_is_refused_with_a_clear_message() throws Exception {
    HttpServer server = vertx.createHttpServer(new HttpServerOptions().setSsl(true).setUseAlpn(false)
      .setKeyCertOptions(CERTIFICATE.keyCertOptions()));
    server.webSocketHandler(socket -> { });
    int port = await(server.listen(0, "localhost")).actualPort();
    WebSocketClient client = Nghttp2Http.createWebSocketClient(vertx,
      new WebSocketClientOptions().setSsl(true).setTrustOptions(CERTIFICATE.trustOptions()));
    String message = await(client.connect(port, "localhost", "/").map("connected").otherwise(Throwable::getMessage));
    assertEquals("the server does not speak HTTP/2", message);
  }

  @Test
  void chromium_opens_sockets_on_the_connection_of_the_page() throws Exception {
    String chromium = Peer.find("chromium", "chromium");
    int port = serve(true);
    try (Peer browser = Peer.start(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--disable-quic", "--disable-breakpad", "--disable-background-networking", "--disable-component-update",
      "--disable-sync", "--no-first-run", "--no-proxy-server", "--enable-logging=stderr",
      "--user-data-dir=" + directory,
      "--ignore-certificate-errors", "https://127.0.0.1:" + port + "/")) {
      JsonObject found = findings.future().toCompletionStage().toCompletableFuture()
        .get(BROWSER_SECONDS, TimeUnit.SECONDS);
      assertEquals(new JsonObject().put("page", "h2").put("protocol", "v2")
        .put("extensions", found.getString("extensions")).put("text", "hello").put("long", "1048576 bytes, 0 wrong")
        .put("close", "4000 done true").put("closedByServer", "4001 by the server true").put("refused", 1006), found,
        () -> browser.describe(found.encodePrettily()));
      assertTrue(found.getString("extensions").startsWith("permessage-deflate"), found::encode);
      assertEquals(2, streams.size());
      assertFalse(streams.contains(0), "a socket came over HTTP/1.1");
    }
  }
}
