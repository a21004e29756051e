package io.github.vertxnghttp2.benchmarks.league;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs {@code rate.c}: requests at random times with a fixed mean rate, whose latency counts from the time at which
 * each was due.
 */
final class RateLoad {
  /** In seconds; nothing is counted. The server may have been idle. */
  private static final double SETTLE = 1;
  /** Latencies near the end of the distribution need more requests than CPU time does. */
  private static final double SLICES = 2;

  private final Path program;
  private final LeagueOptions options;
  private final Cores cores;

  RateLoad(Path program, LeagueOptions options, Cores cores) {
    this.program = program;
    this.options = options;
    this.cores = cores;
  }

  Map<Column, Double> run(MeasuredProcess server, int rate) throws IOException, InterruptedException {
    Programs.output(command(server.port, rate, SETTLE));
    double before = server.cpuMicros();
    Map<String, Double> report = parse(Programs.output(command(server.port, rate, options.seconds() * SLICES)));
    Map<Column, Double> sample = new EnumMap<>(Column.class);
    sample.put(Column.CPU, (server.cpuMicros() - before) / report.get("requests"));
    sample.put(Column.P50, report.get("p50"));
    sample.put(Column.P99, report.get("p99"));
    sample.put(Column.P999, report.get("p999"));
    sample.put(Column.LATE, report.get("late"));
    return sample;
  }

  private List<String> command(int port, int rate, double seconds) {
    return cores.other(1, List.of(program.toString(), Integer.toString(port), Row.LATENCY.path, Integer.toString(
      Row.LATENCY.connections), Integer.toString(rate), String.format(Locale.ROOT, "%.2f", seconds)));
  }

  /** Names and numbers in turn. */
  static Map<String, Double> parse(String line) throws IOException {
    String[] words = line.split("\\s+");
    Map<String, Double> report = new HashMap<>();
    try {
      for (int i = 0; i + 1 < words.length; i += 2) {
        report.put(words[i], Double.valueOf(words[i + 1]));
      }
    } catch (NumberFormatException e) {
      throw new IOException("the load reports: " + line, e);
    }
    if (!report.keySet().containsAll(List.of("requests", "errors", "p50", "p99", "p999", "late"))) {
      throw new IOException("the load reports: " + line);
    }
    if (report.get("errors") > 0) {
      throw new IOException(report.get("errors").intValue() + " of " + report.get("requests").intValue()
        + " requests had no response of status 2xx");
    }
    return report;
  }
}
