package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.ClientResponse;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.AssertionFailedError;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/** A client survives random bytes: each of its requests ends, and other sessions continue. */
class RandomBytesToClientIT extends HostileScript {
  private static final int SESSIONS = 30;
  private static final int REQUESTS = 3;

  static LongStream seeds() {
    return Garbage.seeds();
  }

  @BeforeEach
  void watchTheLog() {
    closing(new LoggedErrors());
  }

  private void attack(long seed, Supplier<byte[]> bytes) {
    for (int i = 0; i < SESSIONS; i++) {
      open();
      AtomicInteger ended = new AtomicInteger();
      List<Future<Buffer>> bodies = request(ended);
      send(bytes.get());
      bodies.forEach(body -> assertEnds(seed, body));
      assertEquals(REQUESTS, ended.get());
      Leaks.eventually("seed " + seed + ": no stream is left", () -> session.metrics().openStreams() == 0);
    }
    assertOthersAreServed();
  }

  private List<Future<Buffer>> request(AtomicInteger ended) {
    List<Future<Buffer>> bodies = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      Future<Buffer> body = session.get("/" + i).send().compose(ClientResponse::body);
      bodies.add(body.onComplete(done -> ended.incrementAndGet()));
    }
    peer.request(2 * REQUESTS - 1);
    return bodies;
  }

  /** The end of the connection follows. */
  private void send(byte[] bytes) {
    try {
      peer.sendBytes(bytes);
    } catch (AssertionFailedError e) {
      // the client may end the connection before all is out
    }
    peer.close();
  }

  private static void assertEnds(long seed, Future<Buffer> body) {
    CompletableFuture<Buffer> end = body.toCompletionStage().toCompletableFuture();
    try {
      end.handle((done, failure) -> done).get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      fail("seed " + seed + ": a request does not end");
    } catch (Exception e) {
      fail(e);
    }
  }

  @Test
  void the_session_is_a_good_one_as_long_as_no_bit_is_turned() {
    open();
    List<Future<Buffer>> bodies = request(new AtomicInteger());
    send(Garbage.ofServer());
    assertEquals(121, await(bodies.get(0)).length());
    assertEquals("abcdef", await(bodies.get(1)).toString());
    assertEquals(0, await(bodies.get(2)).length());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noise(long seed) {
    Garbage garbage = new Garbage(seed);
    attack(seed, () -> garbage.bytes(5000));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noise_in_frames(long seed) {
    Garbage garbage = new Garbage(seed);
    attack(seed, () -> garbage.frames(20, 2 * REQUESTS));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void sessions_with_some_bits_turned(long seed) {
    Garbage garbage = new Garbage(seed);
    attack(seed, () -> garbage.flipped(Garbage.ofServer()));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void sessions_that_break_off(long seed) {
    Garbage garbage = new Garbage(seed);
    attack(seed, () -> garbage.torn(Garbage.ofServer()));
  }
}
