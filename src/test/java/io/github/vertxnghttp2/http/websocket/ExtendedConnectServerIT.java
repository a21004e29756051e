package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.http.Nghttp2Http;
import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** RFC 8441 on the wire, between a client that writes its own frames and a server of Vert.x. */
class ExtendedConnectServerIT {
  private static final int MASKED_TEXT = RawSocket.FIN | RawSocket.TEXT;

  private final List<String> requests = new ArrayList<>();
  private Vertx vertx;
  private HttpServer server;

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

  private FramePeer connect(HttpServerOptions options, boolean withHandler, Promise<ServerWebSocket> opened)
    throws Exception {
    server = Nghttp2Http.createHttpServer(vertx, options);
    server.requestHandler(request -> {
      requests.add(request.method() + " " + request.uri());
      request.response().end();
    });
    if (withHandler) {
      server.webSocketHandler(socket -> {
        socket.textMessageHandler(socket::writeTextMessage);
        opened.tryComplete(socket);
      });
    }
    await(server.listen(0, "localhost"));
    return FramePeer.connect(server.actualPort()).timeout(Repeat.PATIENCE);
  }

  private FramePeer connect(boolean withHandler) throws Exception {
    return connect(new HttpServerOptions(), withHandler, Promise.promise());
  }

  private static String[] head(String... more) {
    List<String> head = new ArrayList<>(List.of(":method", "CONNECT", ":protocol", "websocket", ":scheme", "http",
      ":authority", "localhost", ":path", "/socket"));
    head.addAll(List.of(more));
    return head.toArray(String[]::new);
  }

  private static FramePeer open(FramePeer peer, int streamId) {
    peer.sendHeaders(streamId, false, head("sec-websocket-version", "13"));
    assertEquals("200", peer.expectHeaders(streamId).get(":status"));
    return peer;
  }

  private static RawFrame data(int streamId, int firstOctet, String payload) {
    return RawFrame.data(streamId, RawSocket.bytes(firstOctet, payload.getBytes(), true), false);
  }

  private static RawFrame close(int streamId, int status) {
    byte[] payload = {(byte) (status >> 8), (byte) status};
    return RawFrame.data(streamId, RawSocket.bytes(RawSocket.FIN | RawSocket.CLOSE, payload, true), false);
  }

  private static int status(byte[] closeFrame) {
    assertEquals(RawSocket.FIN | RawSocket.CLOSE, closeFrame[0] & 0xff);
    return (closeFrame[2] & 0xff) << 8 | closeFrame[3] & 0xff;
  }

  private static boolean offers(RawFrame settings) {
    byte[] payload = settings.payload();
    for (int i = 0; i < payload.length; i += 6) {
      if (payload[i + 1] == SettingId.ENABLE_CONNECT_PROTOCOL.id()) {
        return settings.uint32(i + 2) == 1;
      }
    }
    return false;
  }

  @ParameterizedTest
  @CsvSource({"true,,true", "false,,false", "false,1,true", "true,0,false", "false,0,false"})
  void the_setting_is_sent_with_a_handler_or_if_the_options_have_it(boolean handler, Integer option, boolean sent)
    throws Exception {
    HttpServerOptions options = new HttpServerOptions();
    if (option != null) {
      options.getInitialSettings().set(SettingId.ENABLE_CONNECT_PROTOCOL.id(), option);
    }
    try (FramePeer peer = connect(options, handler, Promise.promise())) {
      assertEquals(sent, offers(peer.handshake()));
    }
  }

  @Test
  void without_the_setting_an_extended_connect_is_malformed() throws Exception {
    try (FramePeer peer = connect(false)) {
      peer.handshake();
      peer.sendHeaders(1, false, head("sec-websocket-version", "13"));
      peer.expectRst(1, ErrorCode.PROTOCOL_ERROR);
      peer.sendHeaders(3, true, ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/after");
      assertEquals(200, peer.response(3).status());
      assertEquals(List.of("GET /after"), requests);
    }
  }

  @ParameterizedTest
  @CsvSource({"connect-udp,13,false,501", "websocket,,false,426", "websocket,8,false,426", "websocket,13,true,400"})
  void what_is_not_served_is_refused_before_the_application(String protocol, String version, boolean ends,
                                                            String status) throws Exception {
    try (FramePeer peer = connect(true)) {
      peer.handshake();
      String[] head = version == null ? head() : head("sec-websocket-version", version);
      head[3] = protocol;
      peer.sendHeaders(1, ends, head);
      HeaderList response = peer.expectHeaders(1);
      assertEquals(status, response.get(":status"));
      assertEquals(status.equals("426") ? "13" : null, response.get("sec-websocket-version"));
      if (!ends) {
        peer.expectRst(1, ErrorCode.NO_ERROR);
      }
      open(peer, 3);
      assertEquals(List.of(), requests);
    }
  }

  @Test
  void the_response_has_no_fields_of_the_upgrade() throws Exception {
    try (FramePeer peer = connect(true)) {
      peer.handshake();
      peer.sendHeaders(1, false, head("sec-websocket-version", "13"));
      assertEquals(HeaderList.of(":status", "200"), peer.expectHeaders(1));
    }
  }

  @Test
  void a_closed_socket_ends_its_stream_on_both_sides() throws Exception {
    Promise<ServerWebSocket> opened = Promise.promise();
    try (FramePeer peer = connect(new HttpServerOptions(), true, opened)) {
      peer.handshake();
      open(peer, 1).send(data(1, MASKED_TEXT, "hello"));
      assertEquals("hello", new String(payload(peer, 1), 2, 5));
      Promise<Void> closed = Promise.promise();
      await(opened.future()).closeHandler(closed::complete);
      peer.send(close(1, 1000));
      assertEquals(1000, status(payload(peer, 1)));
      await(closed.future());
      peer.send(RawFrame.data(1, new byte[0], true));
      open(peer, 3);
    }
  }

  /** The octets of the next DATA frame, and of those after a Close frame up to END_STREAM. */
  private static byte[] payload(FramePeer peer, int streamId) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    RawFrame frame;
    do {
      frame = peer.expect(FrameType.DATA, streamId);
      octets.writeBytes(frame.payload());
    } while ((octets.toByteArray()[0] & 0xff) == (RawSocket.FIN | RawSocket.CLOSE) && !frame.has(Flag.END_STREAM));
    return octets.toByteArray();
  }

  @Test
  void a_peer_that_never_ends_its_side_of_a_closed_socket_is_not_waited_for() throws Exception {
    try (FramePeer peer = connect(true)) {
      peer.handshake();
      open(peer, 1).send(close(1, 1000));
      payload(peer, 1);
      peer.expectRst(1, ErrorCode.NO_ERROR);
    }
  }

  @Test
  void what_comes_after_a_close_is_credited() throws Exception {
    HttpServerOptions options = new HttpServerOptions().setHttp2ConnectionWindowSize(65_535);
    try (FramePeer peer = connect(options, true, Promise.promise())) {
      peer.handshake();
      open(peer, 1).send(close(1, 1000));
      payload(peer, 1);
      for (int sent = 0; sent < 60_000; sent += 10_000) {
        peer.send(RawFrame.data(1, new byte[10_000], false));
      }
      peer.send(RawFrame.data(1, new byte[0], true));
      assertTrue(peer.readUntil(FrameType.WINDOW_UPDATE).increment() > 0);
    }
  }

  @Test
  void a_reset_of_the_client_is_an_abnormal_end() throws Exception {
    Promise<ServerWebSocket> opened = Promise.promise();
    try (FramePeer peer = connect(new HttpServerOptions(), true, opened)) {
      peer.handshake();
      open(peer, 1);
      ServerWebSocket socket = await(opened.future());
      Promise<Short> closed = Promise.promise();
      socket.closeHandler(v -> closed.complete(socket.closeStatusCode()));
      peer.send(RawFrame.rst(1, ErrorCode.CANCEL));
      assertEquals((short) 1006, await(closed.future()));
    }
  }

  @Test
  void an_end_of_the_stream_without_a_close_frame_is_an_abnormal_end() throws Exception {
    Promise<ServerWebSocket> opened = Promise.promise();
    try (FramePeer peer = connect(new HttpServerOptions(), true, opened)) {
      peer.handshake();
      open(peer, 1);
      ServerWebSocket socket = await(opened.future());
      Promise<Short> closed = Promise.promise();
      socket.closeHandler(v -> closed.complete(socket.closeStatusCode()));
      peer.send(RawFrame.data(1, new byte[0], true));
      assertEquals((short) 1006, await(closed.future()));
      assertTrue(peer.expect(FrameType.DATA, 1).has(Flag.END_STREAM));
    }
  }

  @Test
  void frames_that_come_before_the_handshake_is_accepted_are_kept() throws Exception {
    server = Nghttp2Http.createHttpServer(vertx, new HttpServerOptions());
    Promise<Runnable> asked = Promise.promise();
    server.webSocketHandshakeHandler(handshake -> asked.complete(() -> handshake.accept()));
    server.webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage));
    await(server.listen(0, "localhost"));
    try (FramePeer peer = FramePeer.connect(server.actualPort())) {
      peer.handshake();
      peer.sendHeaders(1, false, head("sec-websocket-version", "13"));
      peer.send(data(1, MASKED_TEXT, "early")).roundTrip();
      Runnable accept = await(asked.future());
      vertx.runOnContext(v -> accept.run());
      assertEquals("200", peer.expectHeaders(1).get(":status"));
      assertEquals("early", new String(payload(peer, 1), 2, 5));
    }
  }

  /** Vert.x 5.1 does not wait for the response to a handshake, over HTTP/1.1 neither: there the future succeeds. */
  @Test
  void a_handshake_that_is_accepted_too_late_sends_nothing_and_fails() throws Exception {
    boolean waitsForResponse = !System.getProperty("vertx.version", "").startsWith("5.1.");
    server = Nghttp2Http.createHttpServer(vertx, new HttpServerOptions());
    Promise<Runnable> asked = Promise.promise();
    Promise<ServerWebSocket> accepted = Promise.promise();
    server.webSocketHandshakeHandler(handshake -> {
      Context context = vertx.getOrCreateContext();
      asked.complete(() -> context.runOnContext(v -> handshake.accept().onComplete(accepted)));
    });
    await(server.listen(0, "localhost"));
    try (FramePeer peer = FramePeer.connect(server.actualPort())) {
      peer.handshake();
      peer.sendHeaders(1, false, head("sec-websocket-version", "13"));
      Runnable accept = await(asked.future());
      peer.send(RawFrame.rst(1, ErrorCode.CANCEL)).roundTrip();
      accept.run();
      assertEquals(waitsForResponse, await(accepted.future().map(false).otherwise(true)));
      peer.expectSilence();
    }
  }

  @Test
  void a_shutdown_of_the_server_closes_sockets_with_1001() throws Exception {
    try (FramePeer peer = connect(true)) {
      peer.handshake();
      open(peer, 1);
      server.shutdown(60, TimeUnit.SECONDS);
      peer.skipping(FrameType.SETTINGS, FrameType.WINDOW_UPDATE, FrameType.PING, FrameType.GOAWAY);
      assertEquals(1001, status(peer.expect(FrameType.DATA, 1).payload()));
      peer.send(close(1, 1001));
      assertTrue(peer.expect(FrameType.DATA, 1).has(Flag.END_STREAM));
      peer.send(RawFrame.data(1, new byte[0], true));
      peer.expectClosed();
    }
  }

  @Test
  void a_server_that_is_closed_at_once_tells_its_sockets_so() throws Exception {
    try (FramePeer peer = connect(true)) {
      peer.handshake();
      open(peer, 1);
      server.close();
      peer.skipping(FrameType.SETTINGS, FrameType.WINDOW_UPDATE, FrameType.PING, FrameType.GOAWAY);
      assertEquals(1001, status(peer.expect(FrameType.DATA, 1).payload()));
      peer.expectClosed();
    }
  }

  @Test
  void a_paused_socket_gives_no_credit_and_the_other_sockets_go_on() throws Exception {
    Promise<ServerWebSocket> opened = Promise.promise();
    HttpServerOptions options = new HttpServerOptions().setHttp2ConnectionWindowSize(1 << 20);
    options.getInitialSettings().setInitialWindowSize(65_535);
    try (FramePeer peer = connect(options, true, opened)) {
      peer.handshake();
      open(peer, 1);
      ServerWebSocket paused = await(opened.future());
      paused.pause();
      peer.skipping(FrameType.SETTINGS, FrameType.PING);
      open(peer, 3);
      byte[] frame = RawSocket.bytes(RawSocket.FIN | RawSocket.BINARY, new byte[1000], true);
      for (int i = 0; i < 65_535 / frame.length; i++) {
        peer.send(RawFrame.data(1, frame, false));
      }
      peer.send(data(3, MASKED_TEXT, "meanwhile"));
      int credited = 0;
      RawFrame next;
      while (!(next = peer.read()).is(FrameType.DATA)) {
        credited += next.is(FrameType.WINDOW_UPDATE) && next.streamId() == 1 ? next.increment() : 0;
      }
      assertEquals(3, next.streamId());
      assertTrue(credited < 40_000, credited + " bytes were credited");
      paused.resume();
      while (credited < 32_000) {
        next = peer.readUntil(FrameType.WINDOW_UPDATE);
        credited += next.streamId() == 1 ? next.increment() : 0;
      }
    }
  }

  @Test
  void pings_of_a_peer_that_reads_nothing_do_not_fill_memory() throws Exception {
    int pings = 1500;
    try (FramePeer peer = connect(true)) {
      peer.handshake(SettingId.INITIAL_WINDOW_SIZE.id(), 0);
      open(peer, 1);
      for (int i = 0; i < pings; i++) {
        peer.send(data(1, RawSocket.FIN | RawSocket.PING, String.format("%0100d", i)));
        if (i % 200 == 0) {
          peer.roundTrip(); // 200 of them have less than half of the stream's window
        }
      }
      peer.roundTrip().send(RawFrame.windowUpdate(1, 1 << 20), RawFrame.windowUpdate(0, 1 << 20));
      int octets = 0;
      String last = "";
      while (!last.endsWith(String.valueOf(pings - 1))) {
        byte[] payload = peer.expect(FrameType.DATA, 1).payload();
        octets += payload.length;
        last = new String(payload);
      }
      assertTrue(octets < 100_000, octets + " octets of Pongs have waited");
    }
  }

  @Test
  void few_pongs_wait_however_short_they_are() throws Exception {
    int pings = 1500;
    try (FramePeer peer = connect(true)) {
      peer.handshake(SettingId.INITIAL_WINDOW_SIZE.id(), 0);
      open(peer, 1);
      for (int i = 0; i < pings; i++) {
        peer.send(data(1, RawSocket.FIN | RawSocket.PING, String.format("%04d", i)));
      }
      peer.roundTrip().send(RawFrame.windowUpdate(1, 1 << 20), RawFrame.windowUpdate(0, 1 << 20));
      int octets = 0;
      String received = "";
      while (!received.endsWith(String.valueOf(pings - 1))) {
        byte[] payload = peer.expect(FrameType.DATA, 1).payload();
        octets += payload.length;
        received += new String(payload);
      }
      assertEquals((PongLimit.WAITING_MAX + 1) * 6, octets);
    }
  }

  @Test
  void a_lost_connection_is_an_abnormal_end() throws Exception {
    Promise<ServerWebSocket> opened = Promise.promise();
    try (FramePeer peer = connect(new HttpServerOptions(), true, opened)) {
      peer.handshake();
      open(peer, 1);
      ServerWebSocket socket = await(opened.future());
      Promise<Short> closed = Promise.promise();
      socket.closeHandler(v -> closed.complete(socket.closeStatusCode()));
      peer.reset();
      assertEquals((short) 1006, await(closed.future()));
    }
  }
}
