package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientOptions.Cleartext;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ProtocolException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

/** A client that asks for h2c in HTTP/1.1, RFC 7540 section 3.2. */
class ClientUpgradeIT extends ClientScript {
  private static final String SWITCHING =
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";

  private Socket socket;
  private String request;
  private Future<ClientSession> connecting;

  private ClientOptions upgrading(Http2Options http2) {
    return options(http2).setCleartext(Cleartext.UPGRADE);
  }

  private void accept(ClientOptions options) throws IOException {
    connecting = ClientSession.connect(vertx, options);
    listening.setSoTimeout(WAIT_SECONDS * 1000);
    socket = closing(listening.accept());
    socket.setSoTimeout(WAIT_SECONDS * 1000);
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = socket.getInputStream().read();
      assertTrue(octet >= 0, () -> "the client closed the connection after: " + head);
      head.append((char) octet);
    }
    request = head.toString();
  }

  private void respond(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void assertClosed() throws IOException {
    assertEquals(-1, socket.getInputStream().read(), "the client still sends");
  }

  private void assertServes() {
    Future<ClientResponse> response = session.get("/x").send();
    assertEquals("/x", peer.request(3).path());
    peer.send(RawFrame.headers(3, true, HpackBlock.status(204)));
    assertEquals(204, await(response).status());
  }

  @Test
  void the_request_asks_for_h2c_and_brings_the_settings() throws IOException {
    accept(upgrading(new Http2Options()));
    assertTrue(request.startsWith("OPTIONS * HTTP/1.1\r\n"), request);
    String lower = request.toLowerCase();
    assertTrue(lower.contains("\r\nupgrade: h2c\r\n"), request);
    assertTrue(lower.contains("\r\nhost: 127.0.0.1:" + listening.getLocalPort() + "\r\n"), request);
    Matcher settings = Pattern.compile("(?i)\r\nhttp2-settings: ([A-Za-z0-9_-]*)\r\n").matcher(request);
    assertTrue(settings.find(), request);
    RawFrame frame = RawFrame.unknown(4, 0, 0, Base64.getUrlDecoder().decode(settings.group(1)));
    assertEquals(0, frame.setting(SettingId.ENABLE_PUSH, -1), request);
    String connection = lower.lines().filter(line -> line.startsWith("connection:")).findFirst().orElse("none");
    assertTrue(connection.contains("upgrade") && connection.contains("http2-settings"), connection);
  }

  @Test
  void a_server_that_switches_is_a_server_of_http_2() throws IOException {
    accept(upgrading(new Http2Options()));
    respond(SWITCHING);
    peer = closing(FramePeer.over(socket, false));
    peer.handshake();
    session = await(connecting);
    peer.send(RawFrame.headers(1, true, HpackBlock.status(200)));
    assertServes();
  }

  @Test
  void the_limits_hold_however_long_the_server_takes_to_switch() throws IOException {
    Http2Options http2 = new Http2Options().setKeepAliveInterval(40).setKeepAliveTimeout(40);
    accept(upgrading(http2));
    // The end of another connection, which began later, tells that a connection that was not HTTP/2 was looked at.
    Future<ClientSession> other = ClientSession.connect(vertx, options(http2));
    FramePeer silent = closing(FramePeer.accept(listening)).acknowledging(false);
    silent.handshake();
    assertKeptAliveInVain(await(other).get("/x").send());
    respond(SWITCHING + new String(HpackBlock.concat(RawFrame.settings().bytes(),
      RawFrame.headers(1, true, HpackBlock.status(200)).bytes()), StandardCharsets.ISO_8859_1));
    session = await(connecting);
    assertKeptAliveInVain(session.get("/x").send());
  }

  private static void assertKeptAliveInVain(Future<ClientResponse> response) {
    assertTrue(failure(ConnectionClosedException.class, response).getMessage().contains("keepAliveTimeout = 40 ms"));
  }

  @Test
  void the_response_to_the_upgrade_may_have_a_body_and_come_later() throws IOException {
    accept(upgrading(new Http2Options()));
    respond(SWITCHING);
    peer = closing(FramePeer.over(socket, false));
    peer.handshake();
    session = await(connecting);
    assertServes();
    peer.send(RawFrame.headers(1, false, HpackBlock.status(404)), RawFrame.data(1, new byte[16_384], false),
      RawFrame.data(1, "no such thing", true));
    Future<ClientResponse> next = session.get("/y").send();
    peer.request(5);
    peer.send(RawFrame.headers(5, true, HpackBlock.status(204)));
    assertEquals(204, await(next).status());
  }

  @Test
  void settings_may_come_right_behind_the_101() throws IOException {
    accept(upgrading(new Http2Options()));
    respond(SWITCHING + new String(HpackBlock.concat(RawFrame.settings(SettingId.MAX_CONCURRENT_STREAMS, 10).bytes(),
      RawFrame.headers(1, true, HpackBlock.status(200)).bytes()), StandardCharsets.ISO_8859_1));
    session = await(connecting);
    peer = closing(FramePeer.over(socket, false));
    // Tells the peer that bytes went out unseen.
    peer.readPreface().sendBytes(RawFrame.priority(3, 0, 16, false).bytes());
    assertServes();
  }

  @Test
  void a_101_may_come_byte_by_byte() throws IOException {
    accept(upgrading(new Http2Options()));
    socket.setTcpNoDelay(true);
    for (char c : SWITCHING.toCharArray()) {
      respond(String.valueOf(c));
    }
    peer = closing(FramePeer.over(socket, false));
    peer.handshake();
    session = await(connecting);
    assertServes();
  }

  @Test
  void a_server_that_responds_with_200_does_not_speak_h2c() throws IOException {
    accept(upgrading(new Http2Options()));
    respond("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    ProtocolException failure = failure(ProtocolException.class, connecting);
    assertTrue(failure.getMessage().contains("200 OK"), failure.getMessage());
    assertClosed();
  }

  @Test
  void a_server_that_switches_to_something_else_is_refused() throws IOException {
    accept(upgrading(new Http2Options().setHandshakeTimeout(60_000)));
    respond("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: TLS/1.3\r\n\r\n");
    ProtocolException failure = failure(ProtocolException.class, connecting);
    assertTrue(failure.getMessage().contains("101"), failure.getMessage());
    assertClosed();
  }

  @Test
  void a_connect_to_a_server_that_sends_nothing_fails() throws IOException {
    accept(upgrading(new Http2Options().setHandshakeTimeout(200)));
    ProtocolException failure = failure(ProtocolException.class, connecting);
    assertTrue(failure.getMessage().contains("handshakeTimeout = 200"), failure.getMessage());
    assertClosed();
  }

  @Test
  void a_server_that_closes_instead_of_responding_fails_the_connect() throws IOException {
    accept(upgrading(new Http2Options()));
    socket.close();
    failure(ProtocolException.class, connecting);
  }

  @Test
  void the_upgraded_connection_closes_like_any_other() throws IOException {
    accept(upgrading(new Http2Options()));
    respond(SWITCHING);
    peer = closing(FramePeer.over(socket, false));
    peer.handshake();
    session = await(connecting);
    peer.send(RawFrame.headers(1, true, HpackBlock.status(200)));
    peer.roundTrip();
    Future<Void> closed = session.close();
    peer.expectGoAway(ErrorCode.NO_ERROR);
    peer.expectClosed();
    await(closed);
  }

  @Test
  void the_host_of_an_ipv6_address_has_brackets() throws IOException {
    try {
      listening = closing(new ServerSocket(0, 50, InetAddress.getByName("::1")));
    } catch (IOException e) {
      abort("no IPv6 here: " + e);
    }
    accept(upgrading(new Http2Options()).setHost("::1"));
    assertTrue(request.toLowerCase().contains("\r\nhost: [::1]:" + listening.getLocalPort() + "\r\n"), request);
    respond(SWITCHING);
    peer = closing(FramePeer.over(socket, false));
    peer.handshake();
    session = await(connecting);
    assertServes();
  }
}
