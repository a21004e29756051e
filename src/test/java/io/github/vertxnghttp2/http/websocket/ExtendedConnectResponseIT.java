package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.http.Nghttp2Http;
import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.ExecutionException;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** A server responds to an extended CONNECT as to any request, with a body for which the client has no window. */
class ExtendedConnectResponseIT {
  private final Promise<Void> sent = Promise.promise();
  private Vertx vertx;
  private FramePeer peer;

  @BeforeEach
  void start() throws Exception {
    EngineSwitch.SERVER.turnOn();
    vertx = Vertx.vertx();
    HttpServerOptions options = new HttpServerOptions();
    options.getInitialSettings().set(SettingId.ENABLE_CONNECT_PROTOCOL.id(), 1);
    HttpServer server = Nghttp2Http.createHttpServer(vertx, options).requestHandler(request ->
      request.response().setStatusCode(403).end("no").onComplete(sent));
    await(server.listen(0, "localhost"));
    peer = FramePeer.connect(server.actualPort());
    peer.handshake(SettingId.INITIAL_WINDOW_SIZE.id(), 0);
    peer.sendHeaders(1, false, ":method", "CONNECT", ":protocol", "websocket", ":scheme", "http", ":authority",
      "localhost", ":path", "/", "sec-websocket-version", "13");
    assertEquals("403", peer.expectHeaders(1).get(":status"));
  }

  @AfterEach
  void stop() throws Exception {
    peer.close();
    await(vertx.close());
  }

  @Test
  void the_body_is_sent_when_the_client_opens_its_window() throws Exception {
    assertFalse(sent.future().isComplete());
    peer.send(RawFrame.windowUpdate(1, 100));
    assertEquals("no", new String(peer.expect(FrameType.DATA, 1).payload()));
    await(sent.future());
  }

  @Test
  void the_response_fails_if_the_client_resets_the_stream_first() {
    peer.send(RawFrame.rst(1, ErrorCode.CANCEL));
    assertThrows(ExecutionException.class, () -> await(sent.future()));
  }
}
