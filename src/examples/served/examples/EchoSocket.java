package examples;

import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.json.JsonObject;

/** A WebSocket that sends each text message back. Before these, it sends which connection it is on. */
final class EchoSocket {
  private static final String PATH = "/socket";

  private EchoSocket() {
  }

  static void accept(ServerWebSocketHandshake handshake) {
    if (handshake.path().equals(PATH)) {
      handshake.accept();
    } else {
      handshake.reject(404);
    }
  }

  static void handle(ServerWebSocket socket) {
    // Over HTTP/2 it is a stream of a connection that has others. Over HTTP/1.1 it has a connection of its own.
    socket.writeTextMessage(new JsonObject().put("connection", socket.remoteAddress().port()).encode());
    socket.textMessageHandler(text -> {
      socket.writeTextMessage(text);
      if (socket.writeQueueFull()) {
        socket.pause();
        socket.drainHandler(v -> socket.resume());
      }
    });
  }
}
