package io.github.vertxnghttp2.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the engines cost under Vert.x's {@code HttpServer}, vertx-web, vertx-grpc and WebClient: a slice of requests
 * each, turn by turn, so that other load of the machine disturbs all of them. Prints for each row the medians of CPU
 * time and of allocated bytes for each request, and the median of the ratios to the first engine. Servers are loaded
 * by h2load.
 *
 * <p>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.EngineLoad [rounds] [rows] [engines]"},
 * with names separated by commas. The engines are vertx, multiplex and nghttp2.
 */
public final class EngineLoad {

  /** What is measured. */
  private enum Row {
    HELLO("/hello", 16, 32, 100_000),
    HELLO_ONE("/hello", 1, 100, 100_000),
    ROUTER("/routed/hello", 16, 32, 100_000),
    FIELDS("/headers", 16, 32, 60_000),
    DOWN("/bytes/1048576", 4, 4, 1_000),
    UP("/upload", 4, 4, 1_000),
    GRPC("/" + EngineLoadServer.SERVICE.fullyQualifiedName() + "/" + EngineLoadServer.METHOD, 1, 100, 60_000),
    HTTP_CLIENT("HTTP", 60_000),
    WEB_CLIENT("WEB", 60_000),
    GRPC_CLIENT("GRPC", 60_000);

    private final String target;
    private final int connections;
    private final int streams;
    private final int requests;

    Row(String path, int connections, int streams, int requests) {
      target = path;
      this.connections = connections;
      this.streams = streams;
      this.requests = requests;
    }

    /** @param client the argument of {@link EngineLoadClient} */
    Row(String client, int requests) {
      this(client, 0, 0, requests);
    }

    boolean isClient() {
      return connections == 0;
    }

    /** Options of h2load. */
    List<String> options() throws IOException {
      return switch (this) {
        case FIELDS -> ManyFields.requestOptions();
        case UP -> List.of("-d", file(new byte[UPLOAD]));
        case GRPC -> List.of("-d", file(GRPC_MESSAGE), "-H", "content-type: application/grpc", "-H", "te: trailers");
        default -> List.of();
      };
    }
  }

  /** A process, and where its requests come from or go to. */
  private record Side(EngineLoadProcess process, int port) {
  }

  private static final int UPLOAD = 1 << 20;
  /** A message of gRPC: not compressed, 15 bytes, the first field of a StringValue. */
  private static final byte[] GRPC_MESSAGE = "\0\0\0\0\17\n\rHello, world!".getBytes();
  private static final int ROUNDS = 10;
  private static final int WARM_UP_SLICES = 12;

  private EngineLoad() {
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
    List<Row> rows = args.length > 1 ? Arrays.stream(args[1].split(",")).map(Row::valueOf).toList()
      : List.of(Row.values());
    List<String> engines = List.of(args.length > 2 ? args[2].split(",") : new String[] {"vertx", "nghttp2"});
    for (Row row : rows) {
      measure(row, engines, rounds);
    }
    Runtime.getRuntime().halt(0);
  }

  private static void measure(Row row, List<String> engines, int rounds) throws Exception {
    Map<String, Side> sides = new LinkedHashMap<>();
    Map<String, List<EngineLoadProcess.Usage>> slices = new LinkedHashMap<>();
    int peer = freePort();
    EngineLoadProcess server = row.isClient()
      ? new EngineLoadProcess(EngineLoadServer.class, "nghttp2", Integer.toString(peer)) : null;
    try {
      for (String engine : engines) {
        int port = row.isClient() ? peer : freePort();
        Class<?> program = row.isClient() ? EngineLoadClient.class : EngineLoadServer.class;
        EngineLoadProcess process = new EngineLoadProcess(program, engine, Integer.toString(port), row.target);
        sides.put(engine, new Side(process, port));
        slices.put(engine, new ArrayList<>());
      }
      for (int round = -WARM_UP_SLICES; round < rounds; round++) {
        for (String engine : engines) {
          EngineLoadProcess.Usage used = slice(row, sides.get(engine));
          if (round >= 0) {
            slices.get(engine).add(used);
          }
        }
      }
    } finally {
      sides.values().forEach(side -> side.process.close());
      if (server != null) {
        server.close();
      }
    }
    print(row, slices);
  }

  /** What a slice of requests used. */
  private static EngineLoadProcess.Usage slice(Row row, Side side) throws Exception {
    EngineLoadProcess.Usage before = side.process.run(0);
    if (!row.isClient()) {
      load(row, side.port);
    }
    return side.process.run(row.isClient() ? row.requests : 0).minus(before);
  }

  private static void load(Row row, int port) throws IOException {
    List<String> command = new ArrayList<>(List.of("h2load", "-n", Integer.toString(row.requests), "-c",
      Integer.toString(row.connections), "-m", Integer.toString(row.streams)));
    command.addAll(row.options());
    command.add("http://127.0.0.1:" + port + row.target);
    Process load = new ProcessBuilder(command).redirectErrorStream(true).start();
    String told = new String(load.getInputStream().readAllBytes());
    if (!told.contains("status codes: " + row.requests + " 2xx")) {
      throw new IOException("not all had responses: " + told);
    }
  }

  private static void print(Row row, Map<String, List<EngineLoadProcess.Usage>> slices) {
    double[] base = null;
    for (Map.Entry<String, List<EngineLoadProcess.Usage>> engine : slices.entrySet()) {
      double[] micros = engine.getValue().stream().mapToDouble(used -> used.cpuMicros() / row.requests).toArray();
      double[] bytes = engine.getValue().stream().mapToDouble(used -> used.allocatedBytes() / row.requests).toArray();
      String ratio = "";
      if (base == null) {
        base = micros;
      } else {
        double[] ratios = new double[base.length];
        for (int i = 0; i < ratios.length; i++) {
          ratios[i] = micros[i] / base[i];
        }
        ratio = "   ratio " + spread("%.2f", ratios);
      }
      System.out.println(String.format("%-12s %-10s", row, engine.getKey()) + " CPU µs " + spread("%.2f", micros)
        + "   bytes " + spread("%.0f", bytes) + ratio);
    }
  }

  /** Median, and the quarters. */
  private static String spread(String format, double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(Locale.ROOT, format + " [" + format + " to " + format + "]", sorted[sorted.length / 2],
      sorted[sorted.length / 4], sorted[sorted.length * 3 / 4]);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String file(byte[] content) throws IOException {
    Path file = Files.createTempFile("body", null);
    file.toFile().deleteOnExit();
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(content);
    }
    return file.toString();
  }
}
