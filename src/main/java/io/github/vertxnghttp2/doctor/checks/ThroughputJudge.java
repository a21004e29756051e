package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.exam.Words;

import java.time.Duration;

/** How fast the body came, and what a client with the windows of RFC 9113 would get. */
final class ThroughputJudge {
  /** A shorter body says nothing about the line. */
  private static final int ENOUGH = 256 << 10;
  /** Bytes per second with which nobody calls a download slow: 100 Mbit/s. */
  private static final double FAST = 12.5e6;

  private ThroughputJudge() {
  }

  /** @param took from the head to the last byte */
  static Finding judge(long bytes, Duration took, Duration roundTrip) {
    if (bytes < ENOUGH) {
      return Finding.skipped("throughput", "the body of " + Words.bytes(bytes) + " is too short to measure: "
        + Words.bytes(ENOUGH) + " would do").with("bytes", bytes);
    }
    double rate = bytes / Math.max(1e-6, took.toNanos() / 1e9);
    double small = SettingsJudge.INITIAL_WINDOW / Math.max(1e-6, roundTrip.toNanos() / 1e9);
    boolean held = rate > small && small < FAST;
    Finding finding = Finding.of("throughput", held ? Verdict.NOTE : Verdict.OK, Words.rate(rate)
      + ", not held back by our windows of 16 MiB");
    return (held ? finding.advising("A client with windows of 65,535 bytes gets at most " + Words.rate(small) + " at "
      + Words.millis(roundTrip) + ": raise SETTINGS_INITIAL_WINDOW_SIZE and the connection's window at clients.")
      : finding).with("rate_bytesPerSecond", Math.round(rate)).with("smallWindow_bytesPerSecond", Math.round(small))
      .with("bytes", bytes);
  }
}
