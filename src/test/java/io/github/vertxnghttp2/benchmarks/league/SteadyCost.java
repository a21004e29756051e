package io.github.vertxnghttp2.benchmarks.league;

/**
 * Whether what a request costs still changes. A JVM compiles for tens of seconds, and a sample from before that shows
 * the compiler.
 */
final class SteadyCost {
  private static final int SLICES = 3;
  private static final double LARGEST_RATIO = 1.12;

  private final double[] last = new double[SLICES];
  private int count;

  void add(double cost) {
    last[count++ % SLICES] = cost;
  }

  /** Whether the last three slices cost the same. */
  boolean isSteady() {
    if (count < SLICES) {
      return false;
    }
    double least = Double.MAX_VALUE;
    double most = 0;
    for (double cost : last) {
      least = Math.min(least, cost);
      most = Math.max(most, cost);
    }
    return most < LARGEST_RATIO * least;
  }
}
