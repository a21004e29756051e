package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.BlockedThreads;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How a cleartext connection begins, and what becomes of peers that begin it otherwise. */
class ServerHandshakeIT extends ServerScript {
  private static final int PATIENCE = 200;
  private static final Logger ROOT = Logger.getLogger("");

  private void serve(int handshakeTimeout) {
    serve(new Http2Options().setHandshakeTimeout(handshakeTimeout), request -> request.response().end());
  }

  /** Sends this, and reads until the server closes. */
  private String exchange(String sent) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      socket.setSoTimeout(WAIT_SECONDS * 1000);
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void a_request_in_http_1_is_told_to_upgrade() throws IOException {
    serve(10_000);
    String response = exchange("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
    assertTrue(response.startsWith("HTTP/1.1 426 "), response);
    assertTrue(response.toLowerCase().contains("\r\nupgrade: h2c\r\n"), response);
    assertTrue(response.contains("HTTP/2 only"), response);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRI * HTTP/3.0\r\n\r\nSM\r\n\r\n", "\0\1\2\3\r\n\r\n", "garbage\r\n\r\n"})
  void a_wrong_preface_is_refused_at_once(String preface) throws IOException {
    serve(60_000);
    String response = exchange(preface);
    assertTrue(response.isEmpty() || response.startsWith("HTTP/1.1 4"), response);
  }

  @Test
  void a_preface_that_goes_wrong_in_its_second_half_ends_the_connection() {
    serve(10_000);
    FramePeer peer = connect();
    peer.sendBytes("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    peer.expectClosed();
  }

  @Test
  void a_peer_that_sends_nothing_is_disconnected() throws IOException {
    serve(PATIENCE);
    long begin = System.nanoTime();
    assertEquals("", exchange(""));
    assertTrue(System.nanoTime() - begin > PATIENCE * 500_000L, "it was dropped at once");
  }

  @Test
  void a_peer_that_sends_half_a_preface_is_disconnected() throws IOException {
    serve(PATIENCE);
    assertEquals("", exchange("PRI * HT"));
  }

  @Test
  void a_peer_that_sends_most_of_a_preface_is_disconnected() {
    serve(PATIENCE);
    FramePeer peer = connect();
    peer.sendBytes("PRI * HTTP/2.0\r\n\r\nS".getBytes(StandardCharsets.US_ASCII));
    peer.expectClosed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRX", "GET / HTTP/1.1\r\nhost: local"})
  void a_peer_that_sends_half_an_http_1_request_is_disconnected(String half) throws IOException {
    serve(PATIENCE);
    String response = exchange(half);
    assertTrue(response.isEmpty() || response.startsWith("HTTP/1.1 408 "), response);
  }

  @Test
  void a_peer_without_settings_receives_the_reason() {
    serve(PATIENCE);
    FramePeer peer = connect().acknowledging(false).sendPreface();
    RawFrame frame = peer.expectGoAway(ErrorCode.SETTINGS_TIMEOUT);
    assertTrue(frame.debugText().contains("handshakeTimeout = " + PATIENCE), frame.debugText());
    peer.expectClosed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PRI * HT", "GET / HTTP/1.1\r\nhost: local"})
  void peers_that_reset_the_connection_before_it_has_begun_do_not_fill_the_log(String half) {
    serve(10_000);
    Queue<String> logged = new ConcurrentLinkedQueue<>();
    Handler log = new LoggedLines(logged);
    ROOT.addHandler(log);
    try {
      for (int i = 0; i < 20; i++) {
        connect().sendBytes(half.getBytes(StandardCharsets.US_ASCII)).reset();
      }
      open().roundTrip(); // on the same event loop, behind those
      assertEquals(0, logged.size(), logged::toString);
    } finally {
      ROOT.removeHandler(log);
    }
  }

  /** What is worth a line to whoever runs the server. */
  private static final class LoggedLines extends Handler {
    private final Queue<String> lines;

    LoggedLines(Queue<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord entry) {
      if (entry.getLevel().intValue() >= Level.INFO.intValue() && !BlockedThreads.tells(entry)) {
        lines.add(entry.getLoggerName() + ": " + entry.getMessage());
      }
    }

    @Override
    public void flush() {
    }

    @Override
    public void close() {
    }
  }

  @Test
  void a_connection_that_is_only_idle_stays() {
    serve(PATIENCE);
    FramePeer peer = openSending();
    // another connection that is dropped shows that the time is over
    FramePeer silent = connect();
    silent.expectClosed();
    assertAlive(peer, 1);
  }

  @Test
  void another_frame_in_the_place_of_settings_is_an_error() {
    serve(10_000);
    FramePeer peer = connect().sendPreface().send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    peer.expectClosed();
  }
}
