package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.service.bridge.BridgeVerticle;
import io.github.vertxnghttp2.service.identity.SignedTokens;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A Vert.x with {@code nghttp2:server}, {@code nghttp2:client}, services to call, and a bridge from all of them to
 * Node, for the tests of a class.
 */
final class BusBridge implements BeforeAllCallback, AfterAllCallback {
  private static final List<String> CALLED = List.of("nghttp2.client");
  private static final List<String> HANDLED = List.of("node.unary", "node.stream", "node.narrow", "node.failing");

  /** The code of the failure without a consumer. */
  static final int NO_HANDLERS = -1;
  /** A consumer that the bridge is about to remove does not reply. */
  private static final DeliveryOptions PATIENCE = new DeliveryOptions().setSendTimeout(2000);

  private final boolean sockJs;
  private final Vertx vertx = Vertx.vertx();
  private final SignedTokens tokens = new SignedTokens(vertx);
  private String node;
  private String bridge;
  private int port;

  private BusBridge(boolean sockJs) {
    this.sockJs = sockJs;
  }

  static BusBridge tcp() {
    return new BusBridge(false);
  }

  static BusBridge sockJs() {
    return new BusBridge(true);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    node = Peer.find("node", "nodejs");
    await(BusServices.start(vertx));
    await(twice(this::serve));
    await(vertx.deployVerticle("nghttp2:client",
      new DeploymentOptions().setConfig(new JsonObject().put("maxBodySize", 4 << 20)
        .put("allow", new JsonArray().add("127.0.0.1")))));
    BridgeVerticle bridges = new BridgeVerticle();
    await(vertx.deployVerticle(bridges, new DeploymentOptions().setConfig(new JsonObject()
      .put(sockJs ? "sockJs" : "tcp", new JsonObject().put("port", 0))
      .put("inbound", new JsonArray(Stream.of(CALLED, BusServices.ADDRESSES).flatMap(List::stream).toList()))
      .put("outbound", new JsonArray(HANDLED)))));
    bridge = sockJs ? "http://127.0.0.1:" + bridges.actualSockJsPort() + "/eventbus"
      : Integer.toString(bridges.actualTcpPort());
  }

  /** What listens on a port that was free just now fails if somebody else was faster. */
  private static <T> Future<T> twice(Supplier<Future<T>> listen) {
    return listen.get().recover(cause -> listen.get());
  }

  private Future<String> serve() {
    port = Peer.freePort();
    JsonArray routes = new JsonArray()
      .add(route("/unary/failing", "node.failing", "unary"))
      .add(route("/unary/late", "node.unary", "unary").put("timeout", 50))
      .add(route("/unary/told/:name", "node.unary", "unary").put("token", "optional"))
      .add(route("/unary/*", "node.unary", "unary"))
      .add(route("/buffer/*", "node.unary", "unary").put("form", "buffer"))
      .add(route("/stream/told/:name", "node.stream", "stream").put("token", "optional"))
      .add(route("/stream/*", "node.stream", "stream"))
      .add(route("/narrow/*", "node.narrow", "stream"));
    Stream.of("/echo", "/slow", "/bytes", "/early", "/reset", "/never")
      .forEach(path -> routes.add(route(path, "good", "stream")));
    JsonObject listener = new JsonObject().put("host", "127.0.0.1").put("port", port);
    return vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
      .put("listeners", new JsonArray().add(listener)).put("routes", routes).put("tokens", tokens.options())));
  }

  private static JsonObject route(String path, String address, String mode) {
    return new JsonObject().put("path", path).put("address", address).put("mode", mode).put("form", "json");
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().orTimeout(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    await(vertx.close());
  }

  /** Where the HTTP/2 server is. */
  String server() {
    return "http://127.0.0.1:" + port;
  }

  /** A bearer token that the HTTP/2 server accepts. */
  String token(JsonObject claims) {
    return tokens.sign(claims);
  }

  /** A connection to the HTTP/2 server. */
  ClientSession connect() {
    return await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(port)));
  }

  /** The code of the failure that a message gets, or the status where the bridge carries no failures. */
  int refusal(String address, Object body) {
    return await(vertx.eventBus().<JsonObject>request(address, body, PATIENCE)
      .map(reply -> reply.body().getInteger("status"))
      .recover(cause -> Future.succeededFuture(((ReplyException) cause).failureCode())));
  }

  /** Sends a message that asks for no reply. */
  void send(String address, Object body) {
    vertx.eventBus().send(address, body);
  }

  void later(long milliseconds, Runnable task) {
    vertx.setTimer(milliseconds, id -> task.run());
  }

  /** Runs a script of Node to its end, which has to be "ok"; returns what it printed. */
  String play(String script, String scenario) {
    String output = Peer.run(node, NodeFolder.script(script), bridge, scenario, server());
    assertTrue(output.endsWith("ok\n"), () -> "the script ended before its end:\n" + output);
    return output;
  }

  /** Starts a script of Node that ends when it is closed. */
  Peer start(String script, String ready) {
    Peer peer = Peer.start(node, NodeFolder.script(script), bridge);
    try {
      peer.awaitLine(ready);
      return peer;
    } catch (AssertionError e) {
      peer.close();
      throw e;
    }
  }
}
