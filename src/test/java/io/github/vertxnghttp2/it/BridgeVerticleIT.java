package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.service.bridge.BridgeVerticle;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The limits of nghttp2:bridge, and who may use it. */
@Timeout(150)
class BridgeVerticleIT {
  private static final JsonObject ANY_PORT = new JsonObject().put("port", 0);

  private final Vertx vertx = Vertx.vertx();
  private BridgeVerticle bridge;

  @AfterEach
  void close() {
    BusBridge.await(vertx.close());
  }

  private void deploy(JsonObject config) {
    bridge = new BridgeVerticle();
    BusBridge.await(vertx.deployVerticle(bridge, new DeploymentOptions().setConfig(config.put("outbound",
      new JsonArray().add("handled*")).put("inbound", new JsonArray().add("called")))));
  }

  private static JsonObject tcp() {
    return new JsonObject().put("tcp", ANY_PORT);
  }

  private TcpBridgeClient connect() {
    return TcpBridgeClient.connect(vertx, bridge.actualTcpPort());
  }

  private void assertNobodyHandles(String address) {
    assertThrows(ReplyException.class, () -> BusBridge.await(vertx.eventBus().request(address, "x")));
  }

  @Test
  void a_message_that_is_too_long_ends_the_connection_and_its_consumers() {
    deploy(tcp().put("maxMessageSize", 1024));
    TcpBridgeClient client = connect();
    assertEquals("permitted", client.verdict("register", "handled"));
    client.socket().write(Buffer.buffer().appendInt(1025));
    BusBridge.await(client.closed());
    assertNobodyHandles("handled");
  }

  @ParameterizedTest
  @CsvSource({"'{\"type\":\"unheard of\"}'", "'{\"type\":7}'"})
  void a_malformed_message_ends_the_connection(String message) {
    deploy(tcp());
    TcpBridgeClient client = connect();
    Buffer json = Buffer.buffer(message);
    client.socket().write(Buffer.buffer().appendInt(json.length()).appendBuffer(json));
    BusBridge.await(client.closed());
    assertEquals("permitted", connect().verdict("register", "handled"));
  }

  @Test
  void a_length_may_arrive_byte_by_byte() {
    deploy(tcp().put("maxMessageSize", 1024));
    TcpBridgeClient client = connect();
    Buffer json = new JsonObject().put("type", "ping").toBuffer();
    Buffer bytes = Buffer.buffer().appendInt(json.length()).appendBuffer(json);
    for (int i = 0; i < bytes.length(); i++) {
      BusBridge.await(client.socket().write(bytes.slice(i, i + 1)));
    }
    assertEquals("pong", client.next().getString("type"));
  }

  @Test
  void a_connection_too_many_is_closed() {
    deploy(tcp().put("maxConnections", 1));
    TcpBridgeClient first = connect();
    assertEquals("permitted", first.verdict("register", "handled"));
    BusBridge.await(connect().closed());
    first.close();
    while (isClosed(connect())) {
      // the bridge has not noticed yet that the first one is gone
    }
  }

  /** Whether the bridge closes a connection instead of sending a PONG. */
  private static boolean isClosed(TcpBridgeClient client) {
    Promise<Boolean> closed = Promise.promise();
    client.closed().onComplete(v -> closed.tryComplete(true));
    client.received().onComplete(v -> closed.tryComplete(false));
    client.ping();
    return BusBridge.await(closed.future());
  }

  @Test
  void an_address_too_many_and_one_that_is_handled_already_are_denied() {
    deploy(tcp().put("maxHandlers", 2));
    TcpBridgeClient client = connect();
    assertEquals("permitted", client.verdict("register", "handled.1"));
    assertEquals("blocked by bridgeEvent handler", client.verdict("register", "handled.1"));
    assertEquals("permitted", client.verdict("register", "handled.2"));
    assertEquals("blocked by bridgeEvent handler", client.verdict("register", "handled.3"));
    assertEquals("permitted", client.verdict("unregister", "handled.1"));
    assertEquals("permitted", client.verdict("register", "handled.3"));
  }

  @Test
  void an_address_that_is_too_long_is_denied() {
    deploy(tcp());
    TcpBridgeClient client = connect();
    assertEquals("permitted", client.verdict("register", "nghttp2.bridged." + "x".repeat(496)));
    assertEquals("blocked by bridgeEvent handler", client.verdict("register", "nghttp2.bridged." + "x".repeat(497)));
  }

  @Test
  void a_program_that_does_not_read_is_disconnected() {
    deploy(tcp().put("maxQueuedBytes", 100_000));
    TcpBridgeClient client = connect();
    assertEquals("permitted", client.verdict("register", "handled"));
    client.socket().pause();
    vertx.eventBus().consumer("tick", message -> message.reply(null));
    AtomicBoolean unregistered = new AtomicBoolean();
    String chunk = "x".repeat(50_000);
    while (!unregistered.get()) {
      vertx.eventBus().request("handled", chunk).onFailure(cause -> {
        if (((ReplyException) cause).failureType() == ReplyFailure.NO_HANDLERS) {
          unregistered.set(true);
        }
      });
      BusBridge.await(vertx.eventBus().request("tick", null));
    }
  }

  /** The second is that of SockJS. */
  @ParameterizedTest
  @ValueSource(strings = {"/eventbus/websocket", "/eventbus/000/session/websocket"})
  void a_program_that_does_not_read_its_web_socket_is_disconnected(String path) {
    deploy(new JsonObject().put("sockJs", ANY_PORT).put("maxQueuedBytes", 100_000));
    WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxFrameSize(1 << 22)
      .setMaxMessageSize(1 << 22));
    WebSocket socket = BusBridge.await(client.connect(new WebSocketConnectOptions().setHost("127.0.0.1")
      .setPort(bridge.actualSockJsPort()).setURI(path).setAllowOriginHeader(false)));
    Promise<Void> registered = Promise.promise();
    socket.handler(data -> {
      if (data.toString().contains("first message")) {
        registered.tryComplete();
      }
    });
    String message = new JsonObject().put("type", "register").put("address", "handled").encode();
    BusBridge.await(socket.writeTextMessage(path.contains("session") ? new JsonArray().add(message).encode()
      : message));
    Repeat.until("registered", () -> registered.future().isComplete(), () -> {
      vertx.eventBus().send("handled", "first message");
      BusBridge.await(vertx.timer(10));
    });
    socket.pause();
    HttpClient http = vertx.createHttpClient();
    AtomicBoolean unregistered = new AtomicBoolean();
    String chunk = "x".repeat(1_000_000);
    for (int sent = 0; !unregistered.get(); sent++) {
      assertTrue(sent < 100, "100 MB wait to be sent");
      vertx.eventBus().sender("handled").write(chunk).onFailure(cause -> unregistered.set(true));
      // on the event loop of the bridge, which has then handled the message
      BusBridge.await(http.request(HttpMethod.GET, bridge.actualSockJsPort(), "127.0.0.1", "/eventbus/info")
        .compose(request -> request.send().compose(HttpClientResponse::end)));
    }
    socket.resume(); // sees the end of the connection: closing would wait for it
    BusBridge.await(client.close().eventually(http::close));
  }

  @Test
  void only_a_client_with_a_certificate_connects_if_the_config_requires_one() {
    SelfSignedCertificate server = SelfSignedCertificate.create("localhost");
    SelfSignedCertificate client = SelfSignedCertificate.create("localhost");
    deploy(new JsonObject().put("tcp", new JsonObject().put("port", 0).put("ssl", true).put("clientAuth", "REQUIRED")
      .put("pemKeyCertOptions", server.keyCertOptions().toJson())
      .put("pemTrustOptions", client.trustOptions().toJson())));
    vertx.eventBus().consumer("called", message -> message.reply("from Java"));
    NetClientOptions options = new NetClientOptions().setSsl(true).setTrustOptions(server.trustOptions())
      .setHostnameVerificationAlgorithm("");
    TcpBridgeClient known = TcpBridgeClient.connect(vertx, bridge.actualTcpPort(), new NetClientOptions(options)
      .setKeyCertOptions(client.keyCertOptions()));
    assertEquals("permitted", known.verdict("register", "handled"));
    assertTrue(isClosed(TcpBridgeClient.connect(vertx, bridge.actualTcpPort(), options)));
    assertEquals("from Java\n", Peer.run(Peer.find("node", "nodejs"), NodeFolder.script("tls.mjs"),
      Integer.toString(bridge.actualTcpPort()), server.certificatePath(), client.certificatePath(),
      client.privateKeyPath()));
  }

  @ParameterizedTest
  @CsvSource({", 200", "https://app.example.org, 200", "https://evil.example.org, 403", "null, 403"})
  void a_page_uses_the_sockjs_bridge_only_if_origins_has_it(String origin, int status) {
    deploy(new JsonObject().put("sockJs", ANY_PORT).put("origins", new JsonArray().add("https://app.example.org")));
    RequestOptions request = new RequestOptions().setHost("127.0.0.1").setPort(bridge.actualSockJsPort())
      .setMethod(HttpMethod.GET).setURI("/eventbus/info");
    if (origin != null) {
      request.putHeader("origin", origin);
    }
    assertEquals(status, BusBridge.await(vertx.createHttpClient().request(request).compose(each -> each.send()).map(
      HttpClientResponse::statusCode)));
  }

  @ParameterizedTest
  @CsvSource({"tcp, vertx-tcp-eventbus-bridge", "sockJs, vertx-web"})
  void a_missing_library_is_named(String bridge, String library) {
    String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
      .filter(entry -> !entry.matches(".*/(vertx-web|vertx-tcp-eventbus-bridge|vertx-bridge-common"
        + "|vertx-eventbus-bridge-common)-[0-9].*"))
      .collect(Collectors.joining(File.pathSeparator));
    List<String> command = List.of(ExampleServer.java(List.of(), "x").get(0), "-XX:TieredStopAtLevel=1", "-cp", path,
      LauncherIT.LAUNCHER, "nghttp2:bridge", "-conf", new JsonObject().put(bridge, new JsonObject()).encode());
    try (Peer launcher = Peer.start(command)) {
      launcher.awaitLine(bridge + " needs io.vertx:" + library + " on the class path");
    }
  }
}
