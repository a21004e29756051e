package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.StreamClient;
import io.github.vertxnghttp2.service.StreamOptions;
import io.github.vertxnghttp2.service.StreamedCall;
import io.github.vertxnghttp2.service.bridge.BridgeVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A client of the TCP bridge uses only the addresses that the verticle permits. */
@Timeout(60)
class BridgePermissionsIT {
  private final Vertx vertx = Vertx.vertx();
  private TcpBridgeClient bridge;

  @BeforeEach
  void connect() {
    BridgeVerticle verticle = new BridgeVerticle();
    BusBridge.await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(new JsonObject()
      .put("tcp", new JsonObject().put("port", 0))
      .put("inbound", new JsonArray().add("called").add("some.*"))
      .put("outbound", new JsonArray().add("handled").add("*")))));
    bridge = TcpBridgeClient.connect(vertx, verticle.actualTcpPort());
  }

  @AfterEach
  void close() {
    BusBridge.await(vertx.close());
  }

  /** The address of the endpoint that a JVM opens streams from, as the handler of a request sees it. */
  private String openersAddress() {
    Promise<String> address = Promise.promise();
    vertx.eventBus().<JsonObject>localConsumer("some.handler", message -> {
      address.complete(message.body().getJsonObject("open").getString("address"));
      message.fail(503, "no");
    });
    StreamClient client = BusBridge.await(StreamClient.create(vertx, "some.handler"));
    StreamedCall call = client.call(new ServiceRequest().setUrl("https://example.org/"));
    call.end();
    return BusBridge.await(address.future().eventually(() -> call.response().otherwiseEmpty()));
  }

  /** The address of the endpoint that accepts streams, as the side that opens sees it. */
  private String acceptorsAddress() {
    BusBridge.await(RequestConsumer.create(vertx, "some.consumer", new StreamOptions(), request -> { }).listen()
      .map(true));
    JsonObject open = new JsonObject().put("type", "OPEN").put("version", 2)
      .put("form", "json").put("address", "nghttp2.bridged.test")
      .put("stream", 1).put("credit", 0).put("end", true).put("method", "GET").put("scheme", "https").put("authority",
        "h").put("uri", "/").put("remote", "192.0.2.1:1").put("route", "r");
    return BusBridge.await(vertx.eventBus().<JsonObject>request("some.consumer", open).map(accept -> accept.body()
      .getString("address")));
  }

  @Test
  void it_cannot_register_at_the_address_of_an_endpoint_on_a_node() {
    for (String address : List.of(openersAddress(), acceptorsAddress())) {
      assertEquals("access_denied", bridge.verdict("register", address), address);
      Future<Void> sent = vertx.eventBus().<JsonObject>sender(address).write(new JsonObject());
      BusBridge.await(sent);
      assertEquals("permitted", bridge.verdict("send", address), address);
    }
  }

  @Test
  void it_registers_at_an_address_behind_the_bridge() {
    assertEquals("permitted", bridge.verdict("register", "nghttp2.bridged.x"));
    assertEquals("permitted", bridge.verdict("register", "handled"));
    vertx.eventBus().send("nghttp2.bridged.x", new JsonObject().put("type", "PING"));
    assertEquals("PING", bridge.next().getJsonObject("body").getString("type"));
  }

  @Test
  void it_reaches_no_other_addresses() {
    for (String address : List.of("nghttp2.node.x", "nghttp2.streams.x", "nghttp2.handler.x.handled",
      "nghttp2.server.routes", "nghttp2.client", "__vertx.x")) {
      assertEquals("access_denied", bridge.verdict("register", address), address);
    }
    for (String address : List.of("other", "handled", "x.some.y", "nghttp2.nodes.x", "nghttp2.streams.x",
      "nghttp2.handler.x.called", "nghttp2.server.routes", "__vertx.x")) {
      assertEquals("access_denied", bridge.verdict("send", address), address);
      assertEquals("access_denied", bridge.verdict("publish", address), address);
    }
  }

  @Test
  void a_beginning_permits_the_addresses_that_have_it() {
    assertEquals("permitted", bridge.verdict("register", "any.address"));
    assertEquals("permitted", bridge.verdict("send", "some.address"));
    assertEquals("permitted", bridge.verdict("publish", "some.address"));
  }
}
