package io.github.vertxnghttp2.benchmarks.league;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs h2load. The load is limited by a count of requests, not by time: by time, h2load reports no error when the
 * server closes its connections.
 */
final class H2load {
  private static final Pattern RATE = Pattern.compile("finished in [^,]+, ([\\d.]+) req/s");
  private static final Pattern SUCCESS = Pattern.compile("status codes: (\\d+) 2xx");
  /** The second line of the shell's {@code times}: user and system time of its children. */
  private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.,]+)s (\\d+)m([\\d.,]+)s\\s*$");
  private static final long LIMIT_SECONDS = 120;

  /**
   * What h2load reports.
   *
   * @param cpuMicros its own CPU time
   */
  record Report(int succeeded, double perSecond, double cpuMicros) {
    static Report parse(String text) throws IOException {
      Matcher rate = RATE.matcher(text);
      Matcher success = SUCCESS.matcher(text);
      Matcher times = TIMES.matcher(text);
      if (!rate.find() || !success.find() || !times.find()) {
        throw new IOException("h2load ended early: " + text.strip());
      }
      return new Report(Integer.parseInt(success.group(1)), Double.parseDouble(rate.group(1)),
        micros(times.group(1), times.group(2)) + micros(times.group(3), times.group(4)));
    }

    private static double micros(String minutes, String seconds) {
      return (60 * Double.parseDouble(minutes) + Double.parseDouble(seconds.replace(',', '.'))) * 1e6;
    }
  }

  private final Workshop workshop;
  private final List<String> requestFields;

  /** @param requestFields options of h2load that add them */
  H2load(Workshop workshop, List<String> requestFields) {
    this.workshop = workshop;
    this.requestFields = requestFields;
  }

  static boolean isInstalled() {
    return Programs.find("h2load") != null;
  }

  /** The least number of requests that keeps all connections busy. */
  static int least(Row row) {
    return 2 * row.connections * row.streams;
  }

  /** The command; {@link Report} parses what it prints. */
  List<String> command(Row row, int port, int requests) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "h2load \"$@\"; times", "h2load", "-n", Integer.toString(
      requests), "-c", Integer.toString(row.connections), "-m", Integer.toString(row.streams)));
    if (row == Row.FIELDS) {
      command.addAll(requestFields);
    } else if (row == Row.UP) {
      command.addAll(List.of("-d", workshop.mebibyte().toString()));
    }
    command.add("http://127.0.0.1:" + port + row.path);
    return command;
  }

  /** Runs a {@link #command}. A request without a response of status 2xx is a failure. */
  Report run(List<String> command, int requests) throws IOException, InterruptedException {
    File output = workshop.newLog();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException("h2load did not end in " + LIMIT_SECONDS + " s");
    }
    Report report = Report.parse(Workshop.text(output));
    if (report.succeeded < requests) {
      throw new IOException(report.succeeded + " of " + requests + " requests had a response of status 2xx");
    }
    return report;
  }
}
