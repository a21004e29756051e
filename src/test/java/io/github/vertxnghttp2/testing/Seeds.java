package io.github.vertxnghttp2.testing;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Runs a test with random numbers: those of seeds 0 to n, the same each time, and of one that nobody has tried. The
 * system property {@code test.seed} has one seed tried instead, {@code test.seeds} as many times more of them.
 */
public final class Seeds {
  private static final Long ONLY = Long.getLong("test.seed");
  private static final int FACTOR = Integer.getInteger("test.seeds", 1);

  private Seeds() {
  }

  public static void each(int seeds, Consumer<Random> test) {
    if (ONLY != null) {
      run(ONLY, test);
      return;
    }
    for (int seed = 0; seed < seeds * FACTOR; seed++) {
      run(seed, test);
    }
    run(ThreadLocalRandom.current().nextLong(), test);
  }

  private static void run(long seed, Consumer<Random> test) {
    try {
      test.accept(new Random(seed));
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("with -Dtest.seed=" + seed + ": " + e, e);
    }
  }
}
