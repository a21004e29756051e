package io.github.vertxnghttp2.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Loads each {@link RoutedServer}, in a JVM of its own, with h2load: a slice of requests each, turn by turn, and prints the
 * medians of the CPU time of its process per request.
 *
 * <p>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.RoutedLoad [rounds] [requests of a slice]"}
 */
public final class RoutedLoad {
  private static final int WARM_UP_SLICES = 6;

  private RoutedLoad() {
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    int requests = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    Map<RoutedServer, Process> servers = new EnumMap<>(RoutedServer.class);
    Map<RoutedServer, Integer> ports = new EnumMap<>(RoutedServer.class);
    Map<RoutedServer, List<Double>> micros = new EnumMap<>(RoutedServer.class);
    try {
      for (RoutedServer way : RoutedServer.values()) {
        ports.put(way, freePort());
        servers.put(way, start(way, ports.get(way)));
        micros.put(way, new ArrayList<>());
      }
      for (int round = -WARM_UP_SLICES; round < rounds; round++) {
        for (RoutedServer way : RoutedServer.values()) {
          double spent = slice(servers.get(way), ports.get(way), requests);
          if (round >= 0) {
            micros.get(way).add(spent);
          }
        }
      }
    } finally {
      servers.values().forEach(Process::destroy);
    }
    micros.forEach((way, each) -> System.out.printf(Locale.ROOT, "%-14s %6.2f µs of CPU per request (%.2f to %.2f)%n", way,
      sorted(each)[rounds / 2], sorted(each)[0], sorted(each)[rounds - 1]));
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

  private static Process start(RoutedServer way, int port) throws IOException {
    Process server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms512m",
      "-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-Dio.netty.leakDetection.level=disabled", "-cp",
      System.getProperty("java.class.path"), RoutedServer.class.getName(), way.name(), Integer.toString(port))
      .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String line = server.inputReader().readLine();
    if (line == null || !line.startsWith("listening")) {
      throw new IOException(way + " did not start: " + line);
    }
    System.out.println(way + ": " + line);
    return server;
  }

  /** Microseconds of CPU per request. */
  private static double slice(Process server, int port, int requests) throws Exception {
    Duration before = cpu(server);
    Process load = new ProcessBuilder("h2load", "-n", Integer.toString(requests), "-c", "8", "-m", "16",
      "http://127.0.0.1:" + port + "/hello").redirectErrorStream(true).start();
    String told = new String(load.getInputStream().readAllBytes());
    if (!told.contains("status codes: " + requests + " 2xx")) {
      throw new IOException("not all were answered: " + told);
    }
    return cpu(server).minus(before).toNanos() / 1e3 / requests;
  }

  private static Duration cpu(Process server) {
    return server.info().totalCpuDuration().orElseThrow();
  }
}
