package io.github.vertxnghttp2.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Loads several servers, each in a JVM of its own, with h2load: a slice of requests each, turn by turn, and prints the
 * medians of the CPU time of its process per request.
 */
final class AlternatingLoad {
  private static final int WARM_UP_SLICES = 6;

  private final Class<?> main;
  private final List<String> ways;
  private final int connections;
  private final int streams;
  private final int rounds;
  private final int requests;

  /**
   * @param main takes a way and a port, and prints a line that begins with "listening"
   * @param args rounds, and requests of a slice; or less
   */
  AlternatingLoad(Class<?> main, List<String> ways, int connections, int streams, String[] args) {
    this.main = main;
    this.ways = ways;
    this.connections = connections;
    this.streams = streams;
    rounds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    requests = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
  }

  void run() throws Exception {
    Map<String, Process> servers = new LinkedHashMap<>();
    Map<String, Integer> ports = new LinkedHashMap<>();
    Map<String, List<Double>> micros = new LinkedHashMap<>();
    try {
      for (String way : ways) {
        ports.put(way, freePort());
        servers.put(way, start(way, ports.get(way)));
        micros.put(way, new ArrayList<>());
      }
      for (int round = -WARM_UP_SLICES; round < rounds; round++) {
        for (String way : ways) {
          double spent = slice(servers.get(way), ports.get(way));
          if (round >= 0) {
            micros.get(way).add(spent);
          }
        }
      }
    } finally {
      servers.values().forEach(Process::destroy);
    }
    micros.forEach((way, each) -> System.out.printf(Locale.ROOT, "%-14s %6.2f µs of CPU per request (%.2f to %.2f)%n",
      way, sorted(each)[rounds / 2], sorted(each)[0], sorted(each)[rounds - 1]));
    List<Double> base = micros.get(ways.get(0));
    for (String way : ways.subList(1, ways.size())) {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        ratios.add(micros.get(way).get(i) / base.get(i));
      }
      System.out.printf(Locale.ROOT, "%s / %s: %.3f, the median of each round's%n", way, ways.get(0), sorted(
        ratios)[rounds / 2]);
    }
  }

  private static double[] sorted(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process start(String way, int port) throws IOException {
    Process server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms512m",
      "-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-Dio.netty.leakDetection.level=disabled",
      "-cp", System.getProperty("java.class.path"), main.getName(), way, Integer.toString(port))
      .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String line = server.inputReader().readLine();
    if (line == null || !line.startsWith("listening")) {
      throw new IOException(way + " did not start: " + line);
    }
    System.out.println(way + ": " + line);
    return server;
  }

  /** Microseconds of CPU per request. */
  private double slice(Process server, int port) throws Exception {
    Duration before = cpu(server);
    Process load = new ProcessBuilder("h2load", "-n", Integer.toString(requests), "-c", Integer.toString(connections),
      "-m", Integer.toString(streams), "http://127.0.0.1:" + port + "/hello").redirectErrorStream(true).start();
    String told = new String(load.getInputStream().readAllBytes());
    if (!told.contains("status codes: " + requests + " 2xx")) {
      throw new IOException("not all had responses: " + told);
    }
    return cpu(server).minus(before).toNanos() / 1e3 / requests;
  }

  private static Duration cpu(Process server) {
    return server.info().totalCpuDuration().orElseThrow();
  }
}
