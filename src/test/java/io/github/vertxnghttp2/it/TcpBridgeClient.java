package io.github.vertxnghttp2.it;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/** A program behind a TCP bridge, message by message. */
final class TcpBridgeClient {
  private final BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
  private final Promise<Void> closed = Promise.promise();
  private final Promise<Void> first = Promise.promise();
  /** A client that nobody refers to would close its sockets. */
  private final NetClient client;
  private final NetSocket socket;

  private TcpBridgeClient(NetClient client, NetSocket socket) {
    this.client = client;
    this.socket = socket;
    RecordParser parser = RecordParser.newFixed(4);
    boolean[] length = {true};
    parser.handler(data -> {
      if (length[0]) {
        parser.fixedSizeMode(data.getInt(0));
      } else {
        received.add(data.toJsonObject());
        first.tryComplete();
        parser.fixedSizeMode(4);
      }
      length[0] = !length[0];
    });
    socket.handler(parser).closeHandler(v -> closed.tryComplete()).exceptionHandler(cause -> { });
  }

  static TcpBridgeClient connect(Vertx vertx, int port) {
    return connect(vertx, port, new NetClientOptions());
  }

  static TcpBridgeClient connect(Vertx vertx, int port, NetClientOptions options) {
    NetClient client = vertx.createNetClient(options);
    // on the event loop: a later handler would miss the end of the connection
    return BusBridge.await(client.connect(port, "127.0.0.1").map(socket -> new TcpBridgeClient(client, socket)));
  }

  NetSocket socket() {
    return socket;
  }

  void close() {
    BusBridge.await(client.close());
  }

  /** Completes when the bridge has closed the connection. */
  Future<Void> closed() {
    return closed.future();
  }

  /** Completes when something has come. */
  Future<Void> received() {
    return first.future();
  }

  /** Sends a message that may get lost, because the connection ends. */
  void ping() {
    Buffer json = new JsonObject().put("type", "ping").toBuffer();
    socket.write(Buffer.buffer().appendInt(json.length()).appendBuffer(json));
  }

  void send(JsonObject message) {
    Buffer json = message.toBuffer();
    BusBridge.await(socket.write(Buffer.buffer().appendInt(json.length()).appendBuffer(json)));
  }

  void send(String type, String address) {
    send(new JsonObject().put("type", type).put("address", address).put("headers", new JsonObject()).put("body",
      new JsonObject()));
  }

  JsonObject next() {
    try {
      JsonObject message = received.poll(30, TimeUnit.SECONDS);
      assertNotNull(message, "the bridge sent nothing");
      return message;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What the bridge says about a message: "permitted", or the text of its error. */
  String verdict(String type, String address) {
    send(type, address);
    send(new JsonObject().put("type", "ping"));
    JsonObject message = next();
    if (message.getString("type").equals("pong")) {
      return "permitted";
    }
    assertEquals("pong", next().getString("type"));
    return message.getString("message");
  }
}
