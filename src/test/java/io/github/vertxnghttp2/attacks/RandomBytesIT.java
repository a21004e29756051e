package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.ServerKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A server survives random bytes. */
@ParameterizedClass(name = "{0}")
@EnumSource(ServerKind.class)
class RandomBytesIT extends AttackScript {
  private static final int SESSIONS = 100;
  private static final int BETWEEN = 20;
  private static final int STREAMS = 12;
  /** As for a client's session; the bytes hold no more. */
  private static final long MEMORY = 1 << 20;

  private final AtomicInteger handled = new AtomicInteger();

  static LongStream seeds() {
    return Garbage.seeds();
  }

  @BeforeEach
  void serve() {
    closing(new LoggedErrors());
    serve(request -> {
      handled.incrementAndGet();
      request.body().onSuccess(body -> request.response().end(body));
    });
  }

  private void attack(long seed, Supplier<byte[]> bytes) {
    for (int i = 0; i < SESSIONS; i++) {
      exchange(bytes.get());
      if (i % BETWEEN == 0) {
        assertOthersAreServed();
      }
    }
    assertOthersAreServed();
    Leaks.eventually("seed " + seed + ": one connection is left, and little memory",
      () -> server.metrics().connections() == 1 && server.metrics().openStreams() == 0 && leaks.bytes() < MEMORY);
  }

  /** The server has dealt with all when it closes, too. What it says does not matter. */
  private void exchange(byte[] bytes) {
    try (Socket attacker = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      attacker.setSoTimeout(WAIT_SECONDS * 1000);
      attacker.getOutputStream().write(bytes);
      attacker.shutdownOutput();
      attacker.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server does not close", e);
    } catch (IOException e) {
      // a reset, as the server closed before all was sent
    }
  }

  @Test
  void the_session_is_a_good_one_as_long_as_no_bit_is_turned() {
    exchange(Garbage.ofClient());
    assertEquals(5, handled.get());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noise_from_the_start(long seed) {
    Garbage garbage = new Garbage(seed);
    attack(seed, () -> garbage.bytes(2000));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noise_after_a_valid_beginning(long seed) {
    Garbage garbage = new Garbage(seed);
    attack(seed, () -> HpackBlock.concat(Garbage.preface(), garbage.bytes(20_000)));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noise_in_frames(long seed) {
    Garbage garbage = new Garbage(seed);
    attack(seed, () -> HpackBlock.concat(Garbage.preface(), garbage.frames(20, STREAMS)));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void sessions_with_some_bits_turned(long seed) {
    Garbage garbage = new Garbage(seed);
    attack(seed, () -> garbage.flipped(Garbage.ofClient()));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void sessions_that_break_off(long seed) {
    Garbage garbage = new Garbage(seed);
    attack(seed, () -> garbage.torn(Garbage.ofClient()));
  }
}
