package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.RequestTimeoutException;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.UnprocessedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static io.github.vertxnghttp2.Http2Limits.DEFAULT_MAX_PROVOKED_RESETS;
import static io.github.vertxnghttp2.Http2Options.DEFAULT_MAX_HEADER_FIELDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Attacks of a server against its client. */
class HostileServerIT extends HostileScript {
  private static final int FRAME = 16_384;
  /** A session with 200 streams: ten times what was seen. */
  private static final long MEMORY = 2 << 20;
  private static final byte[] NOTHING = {};

  // --- header blocks ---

  private static byte[] references(int index, int times) {
    byte[] references = new byte[times];
    Arrays.fill(references, HpackBlock.indexed(index)[0]);
    return references;
  }

  static Stream<Arguments> tooLarge() {
    byte[] bomb = HpackBlock.concat(HpackBlock.indexing("x", "y".repeat(4000)), references(62, FRAME - 4200));
    return Stream.of(
      arguments("an HPACK bomb", "maxHeaderListSize = 65536", bomb),
      arguments("too many fields", "maxHeaderFields = " + DEFAULT_MAX_HEADER_FIELDS, references(17,
        DEFAULT_MAX_HEADER_FIELDS + 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tooLarge")
  void a_response_head_that_is_too_large(String name, String limit, byte[] fields) {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.headers(1, true, HpackBlock.concat(HpackBlock.status(200), fields)));
    assertExplained(failure(StreamClosedException.class, response), limit);
    peer.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    assertEquals(1, session.metrics().limitsReached(limit.split(" ")[0]));
    assertTrue(leaks.bytes() < MEMORY, "native bytes: " + leaks.bytes());
    assertAlive(3);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tooLarge")
  void trailers_that_are_too_large(String name, String limit, byte[] fields) {
    open();
    Future<Buffer> body = session.get("/x").send().compose(ClientResponse::body);
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "some", false), RawFrame.headers(1,
      true, fields));
    assertExplained(failure(StreamClosedException.class, body), limit);
    assertAlive(3);
  }

  @Test
  void bombs_in_all_responses() {
    open();
    int bombs = 2 * DEFAULT_MAX_PROVOKED_RESETS; // the limit lets more through as time goes by
    List<Future<ClientResponse>> responses = new ArrayList<>();
    for (int i = 0; i < bombs; i++) {
      responses.add(session.get("/x").send());
    }
    peer.request(2 * bombs - 1);
    byte[] bomb = references(62, FRAME - 4200);
    for (int i = 0; i < bombs; i++) {
      byte[] first = i == 0 ? HpackBlock.indexing("x", "y".repeat(4000)) : NOTHING;
      peer.trySend(RawFrame.headers(2 * i + 1, true, HpackBlock.concat(HpackBlock.status(200), first, bomb)));
      assertTrue(leaks.bytes() < MEMORY, "native bytes: " + leaks.bytes());
    }
    for (Future<ClientResponse> response : responses) {
      assertExplained(failure(Http2Exception.class, response), "max");
    }
    assertOthersAreServed();
    peer.acknowledging(false).expectGoAway(ErrorCode.ENHANCE_YOUR_CALM);
    assertEquals(1, session.metrics().limitsReached("maxProvokedResets"));
    Leaks.eventually("no stream is left", () -> session.metrics().openStreams() == 0);
  }

  // --- resets ---

  @Test
  void every_request_is_reset() {
    open();
    for (int i = 0; i < 100; i++) {
      Future<ClientResponse> response = session.get("/x").send();
      peer.request(2 * i + 1);
      peer.send(RawFrame.rst(2 * i + 1, ErrorCode.INTERNAL_ERROR));
      failure(StreamClosedException.class, response);
    }
    peer.roundTrip(); // who waits is told before the stream is counted out
    assertEquals(0, session.metrics().openStreams());
  }

  @Test
  void every_request_is_refused() {
    int retries = 5;
    open(options().setRefusedStreamRetries(retries));
    Future<ClientResponse> response = session.get("/x").send();
    for (int i = 0; i <= retries; i++) {
      peer.request(2 * i + 1);
      peer.send(RawFrame.rst(2 * i + 1, ErrorCode.REFUSED_STREAM));
    }
    UnprocessedException failure = failure(UnprocessedException.class, response);
    assertTrue(failure.getMessage().contains("refusedStreamRetries"), failure.getMessage());
    peer.expectSilence();
  }

  // --- what was not asked for ---

  @Test
  void promises_that_nobody_asked_for() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.pushPromise(1, 2, HpackBlock.get("/pushed")));
    ConnectionClosedException failure = failure(ConnectionClosedException.class, response);
    assertTrue(failure.getMessage().contains("settings.pushEnabled"), failure.getMessage());
    assertOthersAreServed();
  }

  private void openForPushes() {
    ClientOptions options = options();
    options.getHttp2().getSettings().setPushEnabled(true);
    open(options);
  }

  @Test
  void promises_for_another_origin() {
    openForPushes();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    // in one write, because the limit is one of a rate; not so many that maxOtherFrames is reached first
    RawFrame[] promises = new RawFrame[2 * DEFAULT_MAX_PROVOKED_RESETS];
    Arrays.setAll(promises, i -> RawFrame.pushPromise(1, 2 * (i + 1), HpackBlock.get("/pushed")));
    peer.trySend(promises);
    assertExplained(failure(ConnectionClosedException.class, response), "maxProvokedResets = "
      + DEFAULT_MAX_PROVOKED_RESETS);
    assertOthersAreServed();
  }

  @Test
  void thousands_of_promises_that_are_not_accepted() {
    openForPushes();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    byte[] promise = HpackBlock.of(":method", "GET", ":scheme", "http", ":authority", "127.0.0.1:"
      + listening.getLocalPort(), ":path", "/pushed");
    for (int i = 1; i <= 2000; i++) {
      peer.send(RawFrame.pushPromise(1, 2 * i, promise),
        RawFrame.headers(2 * i, false, HpackBlock.status(200)), RawFrame.data(2 * i, "x", false));
      if (i % 100 == 0) {
        peer.roundTrip();
        assertTrue(leaks.bytes() < MEMORY, "native bytes: " + leaks.bytes());
      }
    }
    assertFalse(response.isComplete());
    peer.send(RawFrame.headers(1, true, HpackBlock.status(200)));
    assertEquals(200, await(response).status());
    assertOthersAreServed();
  }

  @Test
  void a_response_head_that_comes_octet_by_octet() {
    open();
    Future<ClientResponse> response = session.get("/x").timeout(500).send();
    peer.request(1);
    byte[] head = RawFrame.headers(1, true, HpackBlock.status(200, "x", "y".repeat(10_000))).bytes();
    AtomicInteger at = new AtomicInteger();
    Repeat.until("the client gives up", response::isComplete, () -> {
      if (at.get() < head.length - 1) { // the last one never comes
        peer.sendBytes(new byte[] {head[at.getAndIncrement()]});
      }
      assertOthersAreServed();
    });
    failure(RequestTimeoutException.class, response);
  }

  // --- what never comes ---

  @Test
  void responses_that_begin_and_do_not_end() {
    open();
    List<Future<Buffer>> bodies = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      bodies.add(session.get("/" + i).timeout(500).send().compose(ClientResponse::body));
    }
    peer.request(5);
    peer.send(RawFrame.headers(3, false, HpackBlock.status(200)), RawFrame.headers(5, false, HpackBlock.status(200)));
    Repeat.until("the ends of all bodies", () -> bodies.stream().allMatch(Future::isComplete), () -> {
      peer.send(RawFrame.data(3, "x", false));
      assertOthersAreServed();
    });
    for (Future<Buffer> body : bodies) {
      RequestTimeoutException failure = failure(RequestTimeoutException.class, body);
      assertTrue(failure.getMessage().contains("timeout = 500 ms"), failure.getMessage());
    }
    peer.expectRst(1, ErrorCode.CANCEL);
  }
}
