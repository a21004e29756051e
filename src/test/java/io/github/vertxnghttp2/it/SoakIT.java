package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.soak.Soak;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The long run in short. {@code -Dsoak.seconds=N} makes it longer. In a JVM of its own, which has all its heap from the
 * beginning: what the resident set grows by is not of the heap then.
 */
class SoakIT {
  private static final long SECONDS = Long.getLong("soak.seconds", 8);
  private static final Duration PATIENCE = Duration.ofSeconds(2 * SECONDS + 240);

  @Test
  void mixed_load_resets_slow_peers_and_reconnects_leave_nothing_behind() {
    try (Peer soak = Peer.start(ExampleServer.java(List.of("-Xms256m", "-XX:+AlwaysPreTouch",
      "-Dio.netty.leakDetection.level=simple"), Soak.class.getName(), Double.toString(SECONDS / 60.0)))) {
      String report = soak.finish(0, PATIENCE);
      assertTrue(report.contains("PASSED"), report);
      System.out.print(report);
    }
  }
}
