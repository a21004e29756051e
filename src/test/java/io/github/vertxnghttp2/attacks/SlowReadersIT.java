package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;
import io.github.vertxnghttp2.testing.ServerKind;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Peers that send requests and do not read the responses: CVE-2019-9511, CVE-2019-9517. */
@ParameterizedClass(name = "{0}")
@EnumSource(ServerKind.class)
class SlowReadersIT extends AttackScript {
  private static final int PATIENCE = 300;
  private static final int STREAMS = 250;
  private static final int MIB = 1 << 20;
  private static final long WINDOW_MAX = Integer.MAX_VALUE;
  private static final int INITIAL_WINDOW = 65_535;
  /**
   * What the sockets take is outside of these: there is one batch of 64 KiB or so under way, and Netty's pools in steps
   * of 4 MiB.
   */
  private static final long DIRECT_MEMORY = 64L * MIB;
  /** A session with 250 streams. */
  private static final long NATIVE_MEMORY = 2L * MIB;

  private static Http2Options impatient() {
    return new Http2Options().setSendTimeout(PATIENCE);
  }

  private FramePeer attack(long window) {
    return open(SettingId.INITIAL_WINDOW_SIZE.id(), window).acknowledging(false);
  }

  private static RawFrame request(int stream) {
    return RawFrame.headers(stream, true, get("/large"));
  }

  private void assertCounted(String setting) {
    Leaks.eventually(setting + " is counted", () -> server.metrics().limitsReached(setting) == 1);
  }

  // --- windows ---

  /** Bodies that are sent in one piece, and in several. */
  @ParameterizedTest
  @ValueSource(ints = {100, MIB})
  void a_window_that_is_never_opened(int size) {
    Promise<Void> sent = Promise.promise();
    serve(impatient(), request -> request.response().end(Buffer.buffer(new byte[size])).onComplete(sent));
    FramePeer attacker = attack(0);
    attacker.send(request(1));
    assertOthersAreServed();
    attacker.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM, failure(Http2Exception.class, sent.future()).errorCode());
    assertCounted("sendTimeout");
    assertAliveWithWindow(attacker, 3);
  }

  private static void assertAliveWithWindow(FramePeer peer, int stream) {
    peer.send(RawFrame.windowUpdate(0, 1000), RawFrame.settings(SettingId.INITIAL_WINDOW_SIZE, 1000));
    assertAlive(peer, stream);
  }

  @Test
  void a_window_that_opens_octet_by_octet() {
    // On a fast machine the default is not beyond what comes octet by octet.
    serve(impatient().setMinProgress(INITIAL_WINDOW), request -> request.response().end(Buffer.buffer(new byte[MIB])));
    FramePeer attacker = attack(0);
    attacker.send(request(1));
    Repeat.until("sendTimeout", () -> server.metrics().limitsReached("sendTimeout") > 0, () -> {
      attacker.send(RawFrame.windowUpdate(1, 1));
      assertOthersAreServed();
    });
    attacker.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    assertAliveWithWindow(attacker, 3);
  }

  @Test
  void a_window_that_is_never_opened_while_an_upload_goes_on() {
    int minProgress = 100;
    serve(impatient().setMinProgress(minProgress), request -> request.handler(chunk -> { }).response()
      .end(Buffer.buffer(new byte[MIB])));
    FramePeer attacker = attack(0);
    attacker.send(RawFrame.headers(1, false, HpackBlock.post("/large")));
    Repeat.until("sendTimeout", () -> server.metrics().limitsReached("sendTimeout") > 0, () -> {
      attacker.send(RawFrame.data(1, "x".repeat(minProgress), false));
      assertOthersAreServed();
    });
    attacker.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    assertAliveWithWindow(attacker, 3);
  }

  @Test
  void the_window_of_the_connection_that_is_never_opened() {
    serve(impatient(), request -> request.response().end(Buffer.buffer(new byte[MIB])));
    FramePeer attacker = attack(WINDOW_MAX);
    attacker.send(request(1), request(3));
    assertOthersAreServed();
    attacker.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    attacker.expectRst(3, ErrorCode.ENHANCE_YOUR_CALM);
    assertAliveWithWindow(attacker, 5);
  }

  @Test
  void a_server_that_has_nothing_to_send_is_no_slow_reader() {
    AtomicInteger stalled = new AtomicInteger();
    Promise<ServerRequest> waiting = Promise.promise();
    serve(impatient(), request -> {
      if (request.path().equals("/events")) {
        request.response().write(Buffer.buffer("one"));
        waiting.complete(request);
      } else {
        stalled.incrementAndGet();
        request.response().end(Buffer.buffer(new byte[MIB]));
      }
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, get("/events")));
    ServerRequest request = await(waiting.future());
    attack(0).send(request(1)).expectRst(1, ErrorCode.ENHANCE_YOUR_CALM); // the time is over
    request.response().end("two");
    assertEquals("onetwo", peer.response(1).text());
    assertEquals(1, stalled.get());
  }

  // --- sockets ---

  /** Windows as large as they can be, so that only the socket is in the way. */
  private FramePeer attackWithOpenWindows() {
    FramePeer attacker = attack(WINDOW_MAX);
    attacker.send(RawFrame.windowUpdate(0, WINDOW_MAX - INITIAL_WINDOW));
    return attacker;
  }

  @Test
  void a_socket_that_is_not_read() {
    serve(impatient(), request -> request.response().end(Buffer.buffer(new byte[64 * MIB])));
    FramePeer attacker = attackWithOpenWindows();
    attacker.send(request(1));
    assertOthersAreServed();
    assertCounted("sendTimeout");
    Leaks.eventually("the attacker is disconnected", () -> server.metrics().connections() == 1);
    assertOthersAreServed();
    assertCounted("sendTimeout");
  }

  @Test
  void responses_that_the_peer_does_not_read_wait_at_their_source_CVE_2019_9517() {
    AtomicLong written = new AtomicLong();
    AtomicInteger served = new AtomicInteger();
    byte[] chunk = new byte[16 << 10];
    int queue = 64 << 10;
    long direct = PlatformDependent.usedDirectMemory();
    serve(request -> {
      served.incrementAndGet();
      ServerResponse response = request.response().setWriteQueueMaxSize(queue);
      response.drainHandler(v -> fill(response, chunk, written));
      fill(response, chunk, written);
    });
    FramePeer attacker = attackWithOpenWindows();
    for (int i = 0; i < STREAMS; i++) {
      attacker.send(request(2 * i + 1));
    }
    Leaks.eventually("all are served", () -> served.get() == STREAMS);
    assertOthersAreServed();
    // Vert.x's responses queue 16 chunks more before they are full, whatever their size.
    int more = kind == ServerKind.SESSION ? 1 : 17;
    long queued = (long) STREAMS * (queue + more * chunk.length);
    // What went out is in the buffers of the two sockets, which the system may let grow to some MiB.
    assertTrue(written.get() < queued + 32 * MIB, "bytes written: " + written);
    assertTrue(leaks.bytes() < NATIVE_MEMORY, "native bytes: " + leaks.bytes());
    long grown = PlatformDependent.usedDirectMemory() - direct;
    assertTrue(grown < DIRECT_MEMORY, "direct bytes: " + grown);
  }

  private static void fill(ServerResponse response, byte[] chunk, AtomicLong written) {
    while (!response.writeQueueFull()) {
      written.addAndGet(chunk.length);
      response.write(Buffer.buffer(chunk));
    }
  }

  @Test
  void acknowledgements_of_control_frames_that_the_peer_does_not_read() {
    int maximum = 1000;
    serve(new Http2Options().setLimits(new Http2Limits().setMaxPings(0).setMaxSettings(0).setMaxOutboundQueue(maximum)),
      request -> request.response().end(Buffer.buffer(new byte[64 * MIB])));
    FramePeer attacker = attackWithOpenWindows();
    attacker.send(request(1));
    attacker.readUntil(FrameType.DATA); // from here on nothing is read, and the sockets fill up
    RawFrame[] pings = new RawFrame[100];
    Arrays.fill(pings, RawFrame.ping(1));
    for (int sent = 0; server.metrics().limitsReached("maxOutboundQueue") == 0; sent += pings.length) {
      assertTrue(sent < 200 * maximum, "PINGs: " + sent);
      attacker.trySend(pings);
      assertOthersAreServed();
      assertTrue(leaks.bytes() < NATIVE_MEMORY, "native bytes: " + leaks.bytes());
    }
    Leaks.eventually("the attacker is disconnected", () -> server.metrics().connections() == 1);
  }
}
