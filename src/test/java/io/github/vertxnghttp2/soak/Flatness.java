package io.github.vertxnghttp2.soak;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Decides whether a measured value has grown. The first quarter of the samples is the warm-up, in which classes are
 * loaded, code is compiled, and pools and threads are created. Of the rest, the lowest value of the first third is
 * compared with the lowest of the last third. A single sample may be high for a passing reason; a leak raises all of
 * them.
 *
 * <p>The slack is generous for what the JVM itself does: the heap differs by some hundred KiB from one collection to
 * the next, the resident set by what the collector and the compiler touch. The bytes of nghttp2 are those of the
 * connections that stay open, eight at either end. Their tables soon reach their full size.
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
