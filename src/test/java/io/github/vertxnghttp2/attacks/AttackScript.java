package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.conformance.ServerScript;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** An attacker, and another client, which the server has to serve meanwhile. */
abstract class AttackScript extends ServerScript {
  private static final int BATCH = 50;
  /**
   * Native bytes of the server while it is attacked: sessions with a table of HPACK, a header list of 64 KiB and as
   * many streams as are allowed. Ten times what was seen, and a thousandth of what the attacks would unpack.
   */
  private static final long MEMORY = 2 << 20;
  /**
   * What event loops may compute for an attack that is cut off: five times what was seen and more, for slow machines;
   * code with sanitizers in it is slower still.
   */
  private static final Duration COMPUTED = Duration.ofSeconds(System.getenv("ASAN_OPTIONS") == null ? 5 : 30);

  /** Looks when all else is closed, because it comes first. */
  final Leaks leaks = closing(new Leaks());
  private FramePeer bystander;
  private int bystanderStream = 1;

  /** Another client gets a response, whatever happens beside it. */
  final void assertOthersAreServed() {
    if (bystander == null) {
      bystander = beforeItAccepts(() -> askAlive(connect().beginHandshake(), bystanderStream));
      assertResponse(bystander, bystanderStream);
    } else {
      assertAlive(bystander, bystanderStream);
    }
    bystanderStream += 2;
  }

  /**
   * Sends as many as the limit allows, which the server bears; then more, until it ends the connection and says why.
   * How many more that takes depends on the machine: the limit lets through as many again in ten seconds.
   *
   * @param times that the attack is borne
   * @param attack what is sent at a time, by its number
   * @param maximum the value of the setting
   */
  final void assertCutOff(FramePeer attacker, String setting, int times, IntFunction<RawFrame[]> attack, int maximum) {
    LoopTime time = new LoopTime();
    assertOthersAreServed();
    int sent = send(attacker, attack, 0, times);
    attacker.roundTrip();
    assertEquals(0, server.metrics().limitsReached(setting), "cut off before the limit");
    assertOthersAreServed();
    AtomicInteger all = new AtomicInteger(sent);
    Repeat.until(setting + " is reached", () -> server.metrics().limitsReached(setting) > 0, () -> {
      all.set(send(attacker, attack, all.get(), all.get() + BATCH));
      assertOthersAreServed();
    });
    assertExplained(attacker, setting, maximum);
    time.assertLessThan(COMPUTED);
  }

  final void assertMemoryBounded() {
    assertTrue(leaks.bytes() < MEMORY, "native bytes: " + leaks.bytes());
  }

  private int send(FramePeer attacker, IntFunction<RawFrame[]> attack, int from, int end) {
    int sent = from;
    while (sent < end) {
      RawFrame[][] batch = new RawFrame[Math.min(BATCH, end - sent)][];
      int frames = 0;
      for (int i = 0; i < batch.length; i++) {
        batch[i] = attack.apply(sent + i);
        frames += batch[i].length;
      }
      RawFrame[] flat = new RawFrame[frames];
      int at = 0;
      for (RawFrame[] each : batch) {
        System.arraycopy(each, 0, flat, at, each.length);
        at += each.length;
      }
      if (!attacker.trySend(flat)) {
        return sent;
      }
      sent += batch.length;
      assertMemoryBounded();
    }
    return sent;
  }

  /** GOAWAY with the name and the value of the setting, the end of the connection, and a count in the metrics. */
  final void assertExplained(FramePeer attacker, String setting, int maximum) {
    RawFrame goAway = attacker.expectGoAway(ErrorCode.ENHANCE_YOUR_CALM);
    assertTrue(goAway.debugText().contains(setting + " = " + maximum), goAway.debugText());
    attacker.expectClosed();
    assertEquals(1, server.metrics().limitsReached(setting));
  }

  static byte[] get(String path) {
    return HpackBlock.get(path);
  }
}
