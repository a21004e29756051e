package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.http.Nghttp2Http;
import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** RFC 8441 on the wire, between a client of Vert.x and a server that does not respond or shuts down. */
class ExtendedConnectClientIT {
  private Vertx vertx;

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

  @Test
  void a_client_gives_up_a_handshake_that_takes_too_long() throws Exception {
    HttpServer server = Nghttp2Http.createHttpServer(vertx, new HttpServerOptions());
    Promise<Void> left = Promise.promise();
    server.webSocketHandshakeHandler(handshake -> { });
    server.connectionHandler(connection -> connection.closeHandler(left::tryComplete));
    await(server.listen(0, "localhost"));
    WebSocketClient client = Nghttp2Http.createWebSocketClient(vertx, new WebSocketClientOptions());
    String failure = await(client.connect(new WebSocketConnectOptions().setHost("localhost").setURI("/")
      .setPort(server.actualPort()).setTimeout(50)).map("connected").otherwise(Throwable::getMessage));
    assertEquals("Connection closed while handshake in process", failure);
    await(client.close());
    await(left.future());
  }

  /** A server that accepts one socket for each connection, and then sends GOAWAY. */
  @Test
  void a_client_opens_no_sockets_on_a_connection_that_has_a_goaway() throws Exception {
    WebSocketClient client = Nghttp2Http.createWebSocketClient(vertx, new WebSocketClientOptions());
    try (ServerSocket listening = FramePeer.listen()) {
      WebSocketConnectOptions options = new WebSocketConnectOptions().setHost("localhost").setURI("/")
        .setPort(listening.getLocalPort());
      List<WebSocket> sockets = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Promise<WebSocket> connected = Promise.promise();
        vertx.runOnContext(v -> client.connect(options).onComplete(connected));
        FramePeer peer = FramePeer.accept(listening);
        peer.handshake(SettingId.ENABLE_CONNECT_PROTOCOL.id(), 1);
        HeaderList head = peer.expectHeaders(1);
        assertEquals("CONNECT websocket http localhost:" + listening.getLocalPort() + " / 13", head.get(":method") + " "
          + head.get(":protocol") + " " + head.get(":scheme") + " " + head.get(":authority") + " " + head.get(":path")
          + " " + head.get("sec-websocket-version"));
        assertEquals(null, head.get("sec-websocket-key"));
        assertEquals(null, head.get("upgrade"));
        peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.goAway(1, ErrorCode.NO_ERROR));
        sockets.add(await(connected.future()));
        peer.roundTrip();
        sockets.get(i).writeTextMessage("still open");
        assertEquals(RawSocket.FIN | RawSocket.TEXT, peer.expect(FrameType.DATA, 1).payload()[0] & 0xff);
      }
    }
  }
}
