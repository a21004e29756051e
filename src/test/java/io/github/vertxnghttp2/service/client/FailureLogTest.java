package io.github.vertxnghttp2.service.client;

import org.junit.jupiter.api.Test;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Callers can cause failures at any rate, but not as many log lines. */
class FailureLogTest {
  private final List<String> lines = new ArrayList<>();
  private final FailureLog log = new FailureLog(new System.Logger() {
    @Override
    public String getName() {
      return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
      lines.add(level + " " + message);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... values) {
      lines.add(level + " " + MessageFormat.format(format, values));
    }
  });

  @Test
  void a_flood_of_failures_is_a_line_a_second_that_counts_the_others() {
    long written = System.nanoTime();
    int failures = 0;
    while (lines.size() < 2) {
      log.log("no connection to {0}", "http://h:1");
      failures++;
      Thread.onSpinWait();
    }
    assertTrue(System.nanoTime() - written >= 1_000_000_000);
    assertEquals(List.of("INFO no connection to http://h:1", "INFO no connection to http://h:1 (" + (failures - 2)
      + " failures before were not logged)"), lines);
  }
}
