package io.github.vertxnghttp2.logging;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Others can cause messages at any rate, but not as many log lines. */
class LogThrottleTest {
  private final List<String> lines = new ArrayList<>();
  private final LogThrottle throttle = new LogThrottle();

  @Test
  void a_flood_of_messages_is_a_line_a_second_that_counts_the_others() {
    long written = System.nanoTime();
    int messages = 0;
    while (lines.size() < 2) {
      throttle.log(others -> lines.add("no connection" + others));
      messages++;
      Thread.onSpinWait();
    }
    assertTrue(System.nanoTime() - written >= 1_000_000_000);
    assertEquals(List.of("no connection", "no connection (" + (messages - 2)
      + " similar messages before were suppressed)"), lines);
  }
}
