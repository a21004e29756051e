package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Floods of connections, and idle ones. */
class ManyConnectionsIT extends AttackScript {
  private static final int MANY = 500;
  /**
   * Native bytes of a connection without streams that has seen a request: the library's own, tables of HPACK included.
   * Twice what was seen.
   */
  private static final long EACH = 64 << 10;
  /** For looking at all of them from time to time while others are served. */
  private static final Duration COMPUTED = Duration.ofSeconds(2);

  private static ServerOptions options() {
    return options(new Http2Options());
  }

  private void serve(ServerOptions options) {
    serve(options, request -> request.response().end());
  }

  @Test
  void connections_that_send_nothing_cost_little_and_end() {
    ServerOptions options = options();
    options.setIdleTimeout(2);
    serve(options);
    List<FramePeer> idle = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      FramePeer peer = open();
      assertAlive(peer, 1);
      idle.add(peer);
    }
    assertOthersAreServed();
    assertTrue(leaks.bytes() < MANY * EACH, "native bytes: " + leaks.bytes());
    LoopTime time = new LoopTime();
    for (FramePeer peer : idle) {
      peer.expectGoAway(ErrorCode.NO_ERROR);
      peer.expectClosed();
    }
    Leaks.eventually("they hold nothing", () -> server.metrics().connections() <= 1 && leaks.bytes() < 2 * EACH);
    time.assertLessThan(COMPUTED);
  }

  @Test
  void connections_before_their_first_byte_hold_nothing() {
    ServerOptions options = options(new Http2Options().setHandshakeTimeout(1000));
    serve(options);
    List<FramePeer> silent = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      silent.add(connect());
    }
    assertOthersAreServed();
    assertTrue(leaks.bytes() < 2 * EACH, "native bytes: " + leaks.bytes());
    silent.forEach(FramePeer::expectClosed);
    Leaks.eventually("all are counted", () -> server.metrics().limitsReached("handshakeTimeout") == MANY);
  }

  /** Connected from another address of the loopback network. */
  private FramePeer openFrom(String address) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort(), InetAddress.getByName(address),
      0);
    return closing(FramePeer.over(socket, true));
  }

  private void assertRefused(FramePeer peer, String setting, int maximum, int times) {
    RawFrame goAway = peer.acknowledging(false).expectGoAway(ErrorCode.ENHANCE_YOUR_CALM);
    assertTrue(goAway.debugText().contains(setting + " = " + maximum), goAway.debugText());
    assertEquals(0, goAway.lastStreamId());
    peer.expectClosed();
    assertEquals(times, server.metrics().limitsReached(setting));
  }

  @Test
  void more_connections_than_the_server_takes_are_refused_until_others_leave() {
    int maximum = 10;
    serve(options().setMaxConnections(maximum));
    List<FramePeer> peers = new ArrayList<>();
    for (int i = 0; i < maximum; i++) {
      peers.add(open());
    }
    for (int i = 1; i <= 3; i++) {
      assertRefused(connect(), "maxConnections", maximum, i);
    }
    peers.forEach(peer -> assertAlive(peer, 1));
    peers.get(0).close();
    assertThereIsRoomAgain();
  }

  private void assertThereIsRoomAgain() {
    Leaks.eventually("there is room again", () -> {
      try (FramePeer peer = FramePeer.connect(server.actualPort())) {
        peer.handshake();
        assertAlive(peer, 1);
        return true;
      } catch (AssertionError e) { // refused, as the end of the other has not come through yet
        return false;
      }
    });
  }

  @Test
  void an_address_with_too_many_connections_does_not_keep_others_out() throws IOException {
    int maximum = 5;
    serve(options().setMaxConnectionsPerAddress(maximum));
    List<FramePeer> peers = new ArrayList<>();
    for (int i = 0; i < maximum; i++) {
      peers.add(open());
    }
    assertRefused(connect(), "maxConnectionsPerAddress", maximum, 1);
    FramePeer other = openFrom("127.0.0.2");
    other.handshake();
    assertAlive(other, 1);
    peers.get(0).close();
    assertThereIsRoomAgain();
  }

  @Test
  void a_refused_peer_that_goes_on_sending_is_cut_off() {
    serve(options().setMaxConnections(1));
    FramePeer first = open();
    FramePeer attacker = connect();
    RawFrame[] flood = new RawFrame[100];
    for (int i = 0; i < flood.length; i++) {
      flood[i] = RawFrame.unknown(0xbe, 0, 0, new byte[16_000]);
    }
    Repeat.until("it is cut off", () -> !attacker.trySend(flood), Thread::onSpinWait);
    assertAlive(first, 1);
  }

  @Test
  void a_server_that_ends_with_many_connections_lets_all_of_them_go() {
    ServerOptions options = options(new Http2Options().setShutdownGracePeriod(1000));
    options.setIdleTimeoutUnit(TimeUnit.SECONDS);
    serve(options);
    List<FramePeer> peers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      peers.add(open());
    }
    await(server.close());
    peers.forEach(FramePeer::expectClosed);
    assertEquals(0, server.metrics().connections());
  }
}
