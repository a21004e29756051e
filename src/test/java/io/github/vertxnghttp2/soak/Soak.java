package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.binding.Nghttp2;
import io.netty.util.ResourceLeakDetector;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Mixed load, resets, slow peers and reconnects for a long time. Every request has to end once, and as is documented;
 * and what the process holds has to stay as it is. Exit code 1 if not.
 *
 * <p>Arguments: minutes (30), which may be a fraction.
 */
public final class Soak {
  private static final int SAMPLES = 24;
  private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(3);

  private final Tally tally = new Tally();
  private final LogWatch log = LogWatch.open(tally);
  private final List<Sample> samples = new ArrayList<>();
  private final Duration duration;
  private long begin;

  private Soak(Duration duration) {
    this.duration = duration;
  }

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    double minutes = args.length > 0 ? Double.parseDouble(args[0]) : 30;
    System.exit(new Soak(Duration.ofMillis((long) (minutes * 60_000))).run() ? 0 : 1);
  }

  private boolean run() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    rehearse();
    begin = System.nanoTime();
    Sample before = sample();
    System.out.println(Sample.HEAD);
    System.out.println(before.row());
    Load load = new Load(tally, log);
    load.open();
    long period = Math.max(SHORTEST_PERIOD.toNanos(), duration.toNanos() / SAMPLES);
    while (System.nanoTime() - begin < duration.toNanos() || samples.size() < 4) {
      load.resume();
      LockSupport.parkNanos(period);
      load.pause();
      samples.add(sample());
      System.out.println(samples.get(samples.size() - 1).row());
    }
    JsonObject limits = load.limitsReached();
    load.close();
    Sample after = sample();
    System.out.println(after.row());
    return report(before, after, limits);
  }

  /** Everything once, so that what is only loaded and made the first time is there before the first sample. */
  private void rehearse() {
    Load load = new Load(tally, log);
    load.open();
    load.resume();
    LockSupport.parkNanos(SHORTEST_PERIOD.toNanos());
    load.pause();
    load.close();
  }

  private Sample sample() {
    return Sample.take(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin), tally.total());
  }

  private boolean report(Sample before, Sample after, JsonObject limits) {
    System.out.println("\nHow everything ended:");
    tally.ends().forEach((end, times) -> System.out.printf("%10d %s%n", times, end));
    System.out.println("\nLimits of the servers that were reached: " + limits);
    boolean flat = print("From the first third of the samples, after the warm-up, to the last:", Flatness.trends(
      samples));
    boolean back = print("From before anything was open to after everything was closed:", Flatness.trends(before,
      after));
    if (Nghttp2.sessionsOpen() != 0 || after.nghttp2() != before.nghttp2()) {
      tally.fault("sessions that were not closed: " + Nghttp2.sessionsOpen() + ", native bytes: " + after.nghttp2()
        + " instead of " + before.nghttp2(), null);
    }
    boolean good = flat && back && tally.faults() == 0;
    System.out.printf("%n%s: %d ends in %d s, %d faults%n", good ? "PASSED" : "FAILED", tally.total(), after.seconds(),
      tally.faults());
    return good;
  }

  private static boolean print(String title, List<Flatness.Trend> trends) {
    System.out.println("\n" + title);
    trends.forEach(System.out::println);
    return trends.stream().allMatch(Flatness.Trend::isFlat);
  }
}
