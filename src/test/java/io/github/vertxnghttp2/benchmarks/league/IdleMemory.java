package io.github.vertxnghttp2.benchmarks.league;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of idle connections. What a server sets up once is not counted: after some connections as many again are
 * opened, and only those count. Each has one response before it is idle.
 */
final class IdleMemory {
  private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);

  private final int connections;
  private final double silence;

  /** @param silence in seconds, before memory is measured */
  IdleMemory(int connections, double silence) {
    this.connections = connections;
    this.silence = silence;
  }

  Map<Column, Double> measure(MeasuredProcess server, boolean jvm) throws IOException, InterruptedException {
    List<IdleConnection> open = new ArrayList<>();
    try {
      open(open, server.port);
      double heapBefore = jvm ? liveHeap(server.pid()) : 0;
      double residentBefore = resident(server, jvm);
      open(open, server.port);
      double heap = ((jvm ? liveHeap(server.pid()) : 0) - heapBefore) / connections;
      double resident = (resident(server, jvm) - residentBefore) / connections;
      double lost = open.stream().filter(each -> !each.isOpen()).count();
      return Map.of(Column.HEAP, heap, Column.RESIDENT, resident, Column.MEMORY, heap + resident, Column.LOST, lost);
    } finally {
      for (IdleConnection connection : open) {
        connection.close();
      }
    }
  }

  private void open(List<IdleConnection> open, int port) throws IOException, InterruptedException {
    for (int i = 0; i < connections; i++) {
      open.add(IdleConnection.open(port, open.size()));
    }
    Thread.sleep((long) (silence * 1000));
  }

  static boolean isPossible() {
    return Files.isExecutable(jcmd());
  }

  /** The bytes that live on the heap of a JVM, in KiB. The histogram collects garbage; twice, for references. */
  private static double liveHeap(long pid) throws IOException, InterruptedException {
    List<String> histogram = List.of(jcmd().toString(), Long.toString(pid), "GC.class_histogram");
    Programs.output(histogram);
    return total(Programs.output(histogram)) / 1024;
  }

  /** RSS in KiB. A JVM first gives back what its compiler has freed, which is more than some connections take. */
  private static double resident(MeasuredProcess server, boolean jvm) throws IOException, InterruptedException {
    if (jvm) {
      try {
        Programs.output(List.of(jcmd().toString(), Long.toString(server.pid()), "System.trim_native_heap"));
      } catch (IOException e) {
        System.err.println("the memory that this JVM has freed is not given back: " + e.getMessage());
      }
    }
    return server.residentKibibytes();
  }

  static double total(String histogram) throws IOException {
    Matcher total = TOTAL.matcher(histogram);
    if (!total.find()) {
      throw new IOException("jcmd reports no total");
    }
    return Double.parseDouble(total.group(1));
  }

  private static Path jcmd() {
    return Path.of(System.getProperty("java.home"), "bin", "jcmd");
  }
}
