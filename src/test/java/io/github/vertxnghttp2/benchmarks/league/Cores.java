package io.github.vertxnghttp2.benchmarks.league;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which cores are for the measured process, and which for the other end. With two cores each has one. With fewer, or
 * without {@code taskset}, the processes share what there is.
 */
final class Cores {
  private final List<Integer> all;

  private Cores(List<Integer> all) {
    this.all = all;
  }

  static Cores detect() throws IOException {
    return new Cores(Programs.find("taskset") == null ? List.of() : allowed(Files.readString(Path.of(
      "/proc/self/status"))));
  }

  /** The numbers of {@code Cpus_allowed_list}, such as {@code 0-2,5}. */
  static List<Integer> allowed(String status) {
    String list = status.lines().filter(line -> line.startsWith("Cpus_allowed_list:")).findFirst().orElse(":")
      .replaceFirst(".*:\\s*", "");
    List<Integer> cores = new ArrayList<>();
    for (String range : list.split(",")) {
      String[] ends = range.split("-");
      for (int core = first(ends); !range.isBlank() && core <= last(ends); core++) {
        cores.add(core);
      }
    }
    return cores;
  }

  private static int first(String[] ends) {
    return ends[0].isBlank() ? 0 : Integer.parseInt(ends[0].strip());
  }

  private static int last(String[] ends) {
    return Integer.parseInt(ends[ends.length - 1].strip());
  }

  /** The command on the cores of the measured process, which has so many event loops. */
  List<String> measured(int loops, List<String> command) {
    return isShared(loops) ? command : pinned(all.subList(0, loops), command);
  }

  /** The command on the cores of the other end. */
  List<String> other(int loops, List<String> command) {
    return isShared(loops) ? command : pinned(all.subList(loops, Math.min(all.size(), 2 * loops)), command);
  }

  /** Whether the measured process and the other end share all cores. */
  boolean isShared(int loops) {
    return all.size() < 2 * loops;
  }

  private static List<String> pinned(List<Integer> cores, List<String> command) {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores.stream().map(String::valueOf).collect(
      Collectors.joining(","))));
    pinned.addAll(command);
    return pinned;
  }
}
