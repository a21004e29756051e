package io.github.vertxnghttp2.benchmarks.league;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is measured. */
enum Row {
  SMALL(Kind.SERVER, "13 bytes, 16 × 32", "/hello", 16, 32),
  ONE(Kind.SERVER, "13 bytes, 1 × 100", "/hello", 1, 100),
  FIELDS(Kind.SERVER, "20 + 20 fields, 16 × 32", "/headers", 16, 32),
  DOWN(Kind.SERVER, "1 MiB down, 4 × 4", "/bytes/1048576", 4, 4),
  UP(Kind.SERVER, "1 MiB up, 4 × 4", "/upload", 4, 4),
  CORES(Kind.CORES, "13 bytes, 16 × 32, 2 event loops", "/hello", 16, 32),
  LATENCY(Kind.LATENCY, "13 bytes, 16 connections", "/hello", 16, 1),
  IDLE(Kind.IDLE, "idle connections", "/hello", 1, 1),
  CLIENT_SMALL(Kind.CLIENT, "13 bytes, 100 in flight", "/hello", 1, 100),
  CLIENT_DOWN(Kind.CLIENT, "1 MiB down, 4 in flight", "/bytes/1048576", 1, 4);

  /** How a row is measured. */
  enum Kind {
    /** CPU time of a server with one event loop. */
    SERVER,
    /** CPU time and requests a second of a server with two event loops. */
    CORES,
    /** The time until a response comes, at a fixed rate. */
    LATENCY,
    /** Memory of connections that do nothing. */
    IDLE,
    /** CPU time of a client with one connection. */
    CLIENT
  }

  final Kind kind;
  final String title;
  final String path;
  final int connections;
  /** Requests in flight on each connection. */
  final int streams;

  Row(Kind kind, String title, String path, int connections, int streams) {
    this.kind = kind;
    this.title = title;
    this.path = path;
    this.connections = connections;
    this.streams = streams;
  }

  /** The name on the command line. */
  String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Row of(String option) {
    return Arrays.stream(values()).filter(row -> row.option().equals(option)).findFirst()
      .orElseThrow(() -> new IllegalArgumentException(option + " is not a row. Rows are " + Arrays.stream(values())
        .map(Row::option).collect(Collectors.joining(","))));
  }

  static List<Row> of(Kind kind) {
    return Arrays.stream(values()).filter(row -> row.kind == kind).toList();
  }
}
