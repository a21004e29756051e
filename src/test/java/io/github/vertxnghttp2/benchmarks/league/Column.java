package io.github.vertxnghttp2.benchmarks.league;

/** A figure of a sample. */
enum Column {
  CPU("CPU µs a request"),
  RATE("requests a second"),
  P50("p50 µs"),
  P99("p99 µs"),
  P999("p99.9 µs"),
  LATE("load late, p99.9 µs"),
  HEAP("live heap, KiB"),
  RESIDENT("RSS growth, KiB"),
  MEMORY("both, KiB"),
  LOST("closed by the server");

  final String title;

  Column(String title) {
    this.title = title;
  }
}
