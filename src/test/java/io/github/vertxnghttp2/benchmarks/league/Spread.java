package io.github.vertxnghttp2.benchmarks.league;

import java.util.List;
import java.util.Locale;

/** The median of some samples, their least and their most. */
record Spread(double median, double least, double most) {

  /** @param samples at least one */
  static Spread of(List<Double> samples) {
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  @Override
  public String toString() {
    return least == most ? number(median) : number(median) + " [" + number(least) + "–" + number(most) + "]";
  }

  /** Three digits or more. */
  private static String number(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
  }
}
