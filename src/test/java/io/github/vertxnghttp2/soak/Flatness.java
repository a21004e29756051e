package io.github.vertxnghttp2.soak;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Whether what was measured has grown. The first quarter of the samples is the time to warm up: classes are loaded,
 * code is compiled, pools and threads come to be. Of the rest, the lowest value of the first third is held against the
 * lowest of the last. The lowest, because a sample may catch what is not of this module and goes away by itself; a leak
 * raises all of them.
 *
 * <p>The slack is generous for what the JVM itself moves (heap by some hundred KiB from one collection to the next, the
 * resident set by what the collector and the compiler touch). The bytes of nghttp2 at rest are those of the connections
 * that stay, eight at either end: their tables have a size that they soon reach, but libnghttp2 up to 1.6x keeps the
 * last closed streams of a server's connection as well, as many as may be open, which takes a short run longer than its
 * first quarter.
 */
final class Flatness {
  /** @param percent that it may grow by, and @param slack units on top of that */
  record Measure(String name, ToLongFunction<Sample> value, int percent, long slack) {

    long limit(long base) {
      return base + base * percent / 100 + slack;
    }
  }

  static final List<Measure> MEASURES = List.of(
    new Measure("heap", Sample::heap, 10, 4 * Sample.MIB),
    new Measure("nghttp2", Sample::nghttp2, 10, Sample.MIB),
    new Measure("direct", Sample::direct, 10, 16 * Sample.MIB),
    new Measure("resident", Sample::resident, 10, 48 * Sample.MIB),
    new Measure("files", Sample::descriptors, 0, 3),
    new Measure("threads", Sample::threads, 0, 3));

  /** What sanitizers free they keep for a while, by the hundred mebibytes. */
  private static final boolean SANITIZED = System.getenv("ASAN_OPTIONS") != null;

  private Flatness() {
  }

  /** What a measure was, and what it has become. */
  record Trend(Measure measure, long first, long last) {

    boolean isFlat() {
      return last <= measure.limit(first) || SANITIZED && measure.name().equals("resident");
    }

    @Override
    public String toString() {
      return String.format("%-9s %,14d -> %,14d, at most %,14d: %s", measure.name(), first, last, measure.limit(first),
        isFlat() ? "flat" : "GROWS");
    }
  }

  /** @param samples at least four */
  static List<Trend> trends(List<Sample> samples) {
    List<Sample> warm = samples.subList(samples.size() / 4, samples.size());
    int third = Math.max(1, warm.size() / 3);
    return MEASURES.stream().map(measure -> new Trend(measure, lowest(warm.subList(0, third), measure),
      lowest(warm.subList(warm.size() - third, warm.size()), measure))).toList();
  }

  private static long lowest(List<Sample> samples, Measure measure) {
    return samples.stream().mapToLong(measure.value()).min().orElseThrow();
  }

  /** The same between two samples: before anything was open, and after everything was closed. */
  static List<Trend> trends(Sample before, Sample after) {
    return MEASURES.stream().map(measure -> new Trend(measure, measure.value().applyAsLong(before),
      measure.value().applyAsLong(after))).toList();
  }
}
