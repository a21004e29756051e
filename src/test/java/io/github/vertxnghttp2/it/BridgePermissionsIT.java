package io.github.vertxnghttp2.it;

import examples.Bridges;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.StreamClient;
import io.github.vertxnghttp2.service.StreamOptions;
import io.github.vertxnghttp2.service.StreamedCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/** A client of the TCP bridge uses only the addresses that the guide's bridge permits. */
@Timeout(60)
class BridgePermissionsIT {
  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
  private NetSocket bridge;

  @BeforeEach
  void connect() {
    int port;
    try {
      port = listen();
    } catch (RuntimeException somebodyWasFaster) {
      port = listen();
    }
    bridge = BusBridge.await(vertx.createNetClient().connect(port, "127.0.0.1"));
    RecordParser parser = RecordParser.newFixed(4);
    boolean[] length = {true};
    parser.handler(data -> {
      if (length[0]) {
        parser.fixedSizeMode(data.getInt(0));
      } else {
        received.add(data.toJsonObject());
        parser.fixedSizeMode(4);
      }
      length[0] = !length[0];
    });
    bridge.handler(parser);
  }

  private int listen() {
    int port = Peer.freePort();
    BusBridge.await(new Bridges(List.of("called"), List.of("handled")).tcp(vertx, port));
    return port;
  }

  @AfterEach
  void close() {
    BusBridge.await(vertx.close());
  }

  private void send(JsonObject message) {
    Buffer json = message.toBuffer();
    BusBridge.await(bridge.write(Buffer.buffer().appendInt(json.length()).appendBuffer(json)));
  }

  private JsonObject next() throws InterruptedException {
    JsonObject message = received.poll(30, TimeUnit.SECONDS);
    assertNotNull(message, "the bridge sent nothing");
    return message;
  }

  /** What the bridge says about a message: "permitted", or the text of its error. */
  private String verdict(String type, String address) throws InterruptedException {
    send(new JsonObject().put("type", type).put("address", address).put("headers", new JsonObject()).put("body",
      new JsonObject()));
    send(new JsonObject().put("type", "ping"));
    JsonObject message = next();
    if (message.getString("type").equals("pong")) {
      return "permitted";
    }
    assertEquals("pong", next().getString("type"));
    return message.getString("message");
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
    JsonObject open = new JsonObject().put("type", "OPEN").put("form", "json").put("address", "nghttp2.bridged.test")
      .put("stream", 1).put("credit", 0).put("end", true).put("method", "GET").put("scheme", "https").put("authority",
        "h").put("uri", "/").put("remote", "192.0.2.1:1").put("route", "r");
    return BusBridge.await(vertx.eventBus().<JsonObject>request("some.consumer", open).map(accept -> accept.body()
      .getString("address")));
  }

  @Test
  void it_cannot_register_at_the_address_of_an_endpoint_on_a_node() throws InterruptedException {
    for (String address : List.of(openersAddress(), acceptorsAddress())) {
      assertEquals("access_denied", verdict("register", address), address);
      Future<Void> sent = vertx.eventBus().<JsonObject>sender(address).write(new JsonObject());
      BusBridge.await(sent);
      assertEquals("permitted", verdict("send", address), address);
    }
  }

  @Test
  void it_registers_at_an_address_behind_the_bridge() throws InterruptedException {
    assertEquals("permitted", verdict("register", "nghttp2.bridged.x"));
    assertEquals("permitted", verdict("register", "handled"));
    vertx.eventBus().send("nghttp2.bridged.x", new JsonObject().put("type", "PING"));
    assertEquals("PING", next().getJsonObject("body").getString("type"));
  }

  @Test
  void it_reaches_no_other_addresses() throws InterruptedException {
    for (String address : List.of("other", "called", "nghttp2.node.x", "nghttp2.streams.x", "x.nghttp2.bridged.x")) {
      assertEquals("access_denied", verdict("register", address), address);
    }
    for (String address : List.of("other", "handled", "nghttp2.nodes.x", "nghttp2.streams.x")) {
      assertEquals("access_denied", verdict("send", address), address);
    }
  }
}
