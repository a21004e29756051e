package io.github.vertxnghttp2.benchmarks.league;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What figures depend on: the machine and its load, the date, the commit, the versions. */
final class Machine {
  private static final Path CPUS = Path.of("/proc/cpuinfo");

  private Machine() {
  }

  /** Lines of a list in Markdown. */
  static List<String> describe(LeagueOptions options, Cores cores, String library)
    throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    lines.add("date: " + OffsetDateTime.now().truncatedTo(ChronoUnit.MINUTES));
    lines.add("commit: " + commit());
    lines.add("machine: " + processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores, "
      + System.getProperty("os.name") + " " + System.getProperty("os.version"));
    lines.add(String.format(Locale.ROOT, "load average before: %.2f",
      ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    lines.add(cores.isShared(1) ? "**no pinning: the measured process and the load share all cores**"
      : "pinning: the measured process on one core, the load on another");
    if (cores.isShared(2)) {
      lines.add("with 2 event loops the server and the load share all cores: compare CPU, not requests a second");
    }
    lines.add("this library on " + library);
    lines.add("Java " + Runtime.version() + ", " + String.join(" ", Peers.JVM));
    lines.add(String.join(", ", versions()));
    lines.add("rounds: " + options.rounds() + " of " + options.seconds() + " s, warm-up of " + options.warm() + " to "
      + options.warmLimit() + " s");
    return lines;
  }

  private static String commit() throws InterruptedException {
    String commit = Programs.firstLine("git", "rev-parse", "--short=12", "HEAD");
    boolean changed = !Programs.firstLine("git", "status", "--porcelain", "--untracked-files=no").isEmpty();
    return commit + (changed ? " with changes" : "");
  }

  private static String processor() throws IOException {
    if (!Files.exists(CPUS)) {
      return System.getProperty("os.arch");
    }
    return Files.readAllLines(CPUS).stream().filter(line -> line.startsWith("model name"))
      .map(line -> line.replaceFirst(".*:\\s*", "")).findFirst().orElse(System.getProperty("os.arch"));
  }

  private static List<String> versions() throws InterruptedException {
    List<String> versions = new ArrayList<>(Stream.of("vertx-core", "netty-codec-http2", "netty-transport-native-epoll",
      "jetty-http2-server").map(Workshop::jar).filter(jar -> jar != null).toList());
    if (Programs.find("node") != null) {
      versions.add("Node " + Programs.firstLine("node", "--version"));
    }
    for (String program : List.of("nghttpd", "h2load")) {
      if (Programs.find(program) != null) {
        versions.add(Programs.firstLine(program, "--version"));
      }
    }
    return versions;
  }
}
