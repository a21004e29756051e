package io.github.vertxnghttp2.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Loops that end, whatever the other side does. */
public final class Repeat {
  /** How long a test waits for what must come; only a test that fails waits for so long. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private Repeat() {
  }

  /** @param what is waited for, if it does not come */
  public static void until(String what, BooleanSupplier done, Runnable step) {
    until(what, PATIENCE, done, step);
  }

  /** As above, for what takes longer. */
  public static void until(String what, Duration patience, BooleanSupplier done, Runnable step) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, () -> "in vain for " + patience + ": " + what);
      step.run();
    }
  }
}
