package examples;

import io.github.vertxnghttp2.http.Nghttp2Http;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.json.JsonObject;

/** A WebSocket that sends each text message back. Before these, it sends the id of its stream. */
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
    socket.writeTextMessage(new JsonObject().put("stream", Nghttp2Http.streamId(socket)).encode());
    socket.textMessageHandler(text -> {
      socket.writeTextMessage(text);
      if (socket.writeQueueFull()) {
        socket.pause();
        socket.drainHandler(v -> socket.resume());
      }
    });
  }
}
