package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.impl.transport.ConnectionDriver;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.LogLines;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The upgrade from HTTP/1.1, RFC 7540 section 3.2. */
class H2cUpgradeIT extends ServerScript {
  private static final String NO_SETTINGS = "";

  private static void echo(ServerRequest request) {
    request.body().onSuccess(body -> request.response().putHeader("x-method", request.method().name())
      .putHeader("x-uri", request.uri()).end(body));
  }

  private static String upgrade(String requestLine, String settings, String... more) {
    return requestLine + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
      + "HTTP2-Settings: " + settings + "\r\n" + String.join("", more);
  }

  private static String base64(RawFrame settings) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(settings.payload());
  }

  private Socket socket() throws IOException {
    Socket socket = closing(new Socket(InetAddress.getLoopbackAddress(), server.actualPort()));
    socket.setSoTimeout(WAIT_SECONDS * 1000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The head of the response; what follows it stays in the socket. */
  private static String head(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      assertTrue(octet >= 0, () -> "the server closed the connection after: " + head);
      head.append((char) octet);
    }
    return head.toString();
  }

  private FramePeer upgraded(String request, long... settings) throws IOException {
    Socket socket = socket();
    send(socket, request);
    String head = head(socket);
    assertTrue(head.startsWith("HTTP/1.1 101 "), head);
    assertTrue(head.toLowerCase().contains("\r\nupgrade: h2c\r\n"), head);
    FramePeer peer = closing(FramePeer.over(socket, true));
    RawFrame first = peer.handshake(settings);
    assertFalse(first.has(Flag.ACK), () -> "the first frame after 101 has to be the server's SETTINGS, got " + first);
    return peer;
  }

  @Test
  void a_get_has_its_response_on_stream_1() throws IOException {
    serve(H2cUpgradeIT::echo);
    FramePeer peer = upgraded(upgrade("GET /a?b", NO_SETTINGS, "X-One: 1\r\n\r\n"));
    Message response = peer.response(1);
    assertEquals(200, response.status());
    assertEquals("GET", response.headers().get("x-method"));
    assertEquals("/a?b", response.headers().get("x-uri"));
    assertAlive(peer, 3);
  }

  /** Stream 1 has its priority as the others do, RFC 9218. */
  @Test
  void a_more_urgent_response_overtakes_that_to_the_upgrade() throws IOException {
    int size = 100_000;
    serve(request -> request.response().end(Buffer.buffer(new byte[size])));
    FramePeer peer = upgraded(upgrade("GET /", base64(RawFrame.settings(SettingId.INITIAL_WINDOW_SIZE, 0)),
      "Priority: u=5\r\n\r\n"), SettingId.INITIAL_WINDOW_SIZE.id(), 0);
    peer.sendHeaders(3, true, ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/",
      "priority", "u=4");
    peer.roundTrip().send(RawFrame.windowUpdate(0, 3 * size), RawFrame.settings(SettingId.INITIAL_WINDOW_SIZE, size));
    assertEquals(3, peer.readUntil(FrameType.DATA).streamId());
  }

  @Test
  void the_settings_of_the_upgrade_are_those_of_the_client() throws IOException {
    Promise<Http2Settings> seen = Promise.promise();
    serve(request -> {
      seen.tryComplete(request.connection().remoteSettings());
      request.response().end();
    });
    String settings = base64(RawFrame.settings(SettingId.INITIAL_WINDOW_SIZE.id(), 12_345,
      SettingId.MAX_FRAME_SIZE.id(), 20_000));
    upgraded(upgrade("GET /", settings, "\r\n")).response(1);
    Http2Settings expected = new Http2Settings().setHeaderTableSize(4096).setPushEnabled(true)
      .setMaxConcurrentStreams(0xffffffffL).setInitialWindowSize(12_345).setMaxFrameSize(20_000)
      .setMaxHeaderListSize(0xffffffffL);
    assertEquals(expected.toJson(), await(seen.future()).toJson());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET http://other/|", "GET x|", "GET /a#b|", "GET *|", "GET /|Host: other\r\n",
    "CONNECT localhost:1|"})
  void a_malformed_request_is_not_upgraded(String requestLineAndFields) throws IOException {
    serve(H2cUpgradeIT::echo);
    Socket socket = socket();
    String[] parts = requestLineAndFields.split("\\|", -1);
    send(socket, upgrade(parts[0], NO_SETTINGS, parts[1], "\r\n"));
    assertTrue(head(socket).startsWith("HTTP/1.1 400 "));
    assertTrue(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).contains("malformed: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {":x: y", "x y: z"})
  void a_request_with_a_line_that_is_no_field_is_not_upgraded(String line) throws IOException {
    serve(H2cUpgradeIT::echo);
    Socket socket = socket();
    send(socket, upgrade("GET /", NO_SETTINGS, line + "\r\n", "\r\n"));
    assertTrue(head(socket).startsWith("HTTP/1.1 400 "));
  }

  @Test
  void the_request_is_one_of_http_2() throws IOException {
    Promise<ServerRequest> seen = Promise.promise();
    serve(request -> {
      seen.complete(request);
      request.response().end();
    });
    upgraded(upgrade("GET /", NO_SETTINGS, "X-One: 1\r\nTE: trailers\r\nKeep-Alive: 5\r\n\r\n")).response(1);
    ServerRequest request = await(seen.future());
    assertEquals(1, request.streamId());
    assertEquals("localhost", request.authority());
    assertEquals("http", request.scheme());
    assertEquals("1", request.header("x-one"));
    for (String name : new String[] {"connection", "upgrade", "http2-settings", "keep-alive"}) {
      assertNull(request.header(name), name + " belongs to the HTTP/1.1 connection");
    }
  }

  @Test
  void a_post_brings_its_body() throws IOException {
    serve(H2cUpgradeIT::echo);
    String body = "x".repeat(20_000);
    FramePeer peer = upgraded(upgrade("POST /up", NO_SETTINGS, "Content-Length: 20000\r\n\r\n", body));
    Message response = peer.response(1);
    assertEquals("POST", response.headers().get("x-method"));
    assertEquals(body, response.text());
    assertAlive(peer, 3);
  }

  @Test
  void a_chunked_post_brings_its_body() throws IOException {
    serve(H2cUpgradeIT::echo);
    FramePeer peer = upgraded(upgrade("POST /up", NO_SETTINGS,
      "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
    assertEquals("abcde", peer.response(1).text());
  }

  @Test
  void the_response_to_head_has_no_body() throws IOException {
    serve(request -> request.response().end("not sent"));
    FramePeer peer = upgraded(upgrade("HEAD /", NO_SETTINGS, "\r\n"));
    RawFrame head = peer.expect(FrameType.HEADERS, 1);
    assertTrue(head.has(Flag.END_STREAM), head.toString());
    assertSilence(peer);
  }

  @Test
  void the_settings_of_the_upgrade_count() throws IOException {
    serve(request -> request.response().end(Buffer.buffer(new byte[100])));
    // Stream 1 begins with the window of HTTP2-Settings; the handshake repeats it.
    FramePeer peer = upgraded(upgrade("GET /", base64(RawFrame.settings(SettingId.INITIAL_WINDOW_SIZE, 10)), "\r\n"),
      SettingId.INITIAL_WINDOW_SIZE.id(), 10);
    peer.expectHeaders(1);
    assertEquals(10, peer.expect(FrameType.DATA, 1).length());
    assertSilence(peer);
  }

  @Test
  void a_request_may_come_byte_by_byte() throws IOException {
    serve(H2cUpgradeIT::echo);
    Socket socket = socket();
    socket.setTcpNoDelay(true);
    for (char c : upgrade("POST /slow", NO_SETTINGS, "Content-Length: 3\r\n\r\nabc").toCharArray()) {
      send(socket, String.valueOf(c));
    }
    assertTrue(head(socket).startsWith("HTTP/1.1 101 "));
    FramePeer peer = closing(FramePeer.over(socket, true));
    peer.handshake();
    assertEquals("abc", peer.response(1).text());
  }

  @Test
  void preface_and_frames_may_come_right_behind_the_request() throws IOException {
    serve(H2cUpgradeIT::echo);
    Socket socket = socket();
    send(socket, upgrade("GET /first", NO_SETTINGS, "\r\n") + FramePeer.PREFACE + new String(HpackBlock.concat(
      RawFrame.settings().bytes(), RawFrame.headers(3, true, HpackBlock.get("/second")).bytes()),
      StandardCharsets.ISO_8859_1));
    assertTrue(head(socket).startsWith("HTTP/1.1 101 "));
    FramePeer peer = closing(FramePeer.over(socket, true));
    peer.sendBytes(RawFrame.priority(5, 0, 16, false).bytes()); // tells the peer that bytes went out unseen
    assertEquals("/first", peer.response(1).headers().get("x-uri"));
    assertEquals("/second", peer.response(3).headers().get("x-uri"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAMAAABkAAQ", "!!!!", "AAQAAAAB AAQAAAAB"})
  void malformed_settings_get_status_400(String settings) throws IOException {
    serve(H2cUpgradeIT::echo);
    Socket socket = socket();
    send(socket, upgrade("GET /", settings, "\r\n"));
    String head = head(socket);
    assertTrue(head.startsWith("HTTP/1.1 400 "), head);
  }

  @Test
  void a_setting_with_an_impossible_value_ends_the_connection() throws IOException {
    serve(H2cUpgradeIT::echo);
    Socket socket = socket();
    try (LogLines log = LogLines.of(ConnectionDriver.class.getName())) {
      send(socket, upgrade("GET /", base64(RawFrame.settings(SettingId.INITIAL_WINDOW_SIZE, 0xffff_ffffL)), "\r\n"));
      String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertTrue(response.startsWith("HTTP/1.1 400 ") || response.startsWith("HTTP/1.1 101 "), response);
      assertEquals(List.of(), log.lines(), "a client can cause such lines at will");
    }
    assertAlive(open(), 1);
  }

  @Test
  void two_settings_fields_get_status_400() throws IOException {
    serve(H2cUpgradeIT::echo);
    Socket socket = socket();
    send(socket, upgrade("GET /", NO_SETTINGS, "HTTP2-Settings: \r\n\r\n"));
    String head = head(socket);
    assertTrue(head.startsWith("HTTP/1.1 400 "), head);
  }

  @Test
  void an_upgrade_to_something_else_is_told_to_use_h2c() throws IOException {
    serve(H2cUpgradeIT::echo);
    Socket socket = socket();
    send(socket, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    String head = head(socket);
    assertTrue(head.startsWith("HTTP/1.1 426 "), head);
  }

  /** RFC 9110 section 7.8. */
  @Test
  void an_upgrade_of_http_1_0_is_ignored() throws IOException {
    serve(H2cUpgradeIT::echo);
    Socket socket = socket();
    send(socket, upgrade("GET /", NO_SETTINGS, "\r\n").replace("HTTP/1.1", "HTTP/1.0"));
    String head = head(socket);
    assertTrue(head.startsWith("HTTP/1.1 426 "), head);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 101\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n65\r\n"})
  void a_body_over_the_limit_gets_status_413(String framing) throws IOException {
    serve(options(new Http2Options().setHandshakeTimeout(500)).setMaxUpgradeBodySize(100), H2cUpgradeIT::echo);
    Socket socket = beforeItAccepts(() -> {
      Socket connected = socket();
      send(connected, upgrade("POST /", NO_SETTINGS, framing, "x".repeat(101),
        framing.startsWith("T") ? "\r\n0\r\n\r\n" : ""));
      return connected;
    });
    String head = head(socket);
    assertTrue(head.startsWith("HTTP/1.1 413 "), head);
    while (socket.getInputStream().read() >= 0) {
      // until the server closes: a read time-out fails the test
    }
  }

  @Test
  void a_body_at_the_limit_is_taken() throws IOException {
    serve(options(new Http2Options()).setMaxUpgradeBodySize(100), H2cUpgradeIT::echo);
    FramePeer peer = upgraded(upgrade("POST /", NO_SETTINGS, "Content-Length: 100\r\n\r\n", "x".repeat(100)));
    assertEquals(100, peer.response(1).body().length);
  }

  @Test
  void a_server_that_does_not_upgrade_says_so() throws IOException {
    ServerOptions options = options(new Http2Options()).setUpgradeEnabled(false);
    serve(options, H2cUpgradeIT::echo);
    Socket socket = socket();
    send(socket, upgrade("GET /", NO_SETTINGS, "\r\n"));
    String head = head(socket);
    assertTrue(head.startsWith("HTTP/1.1 4"), head);
    assertAlive(open(), 1);
  }
}
