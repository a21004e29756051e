package io.github.vertxnghttp2.benchmarks.league;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server or client in a process of its own. */
final class MeasuredProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int POLL_MS = 20;

  private final Process process;
  private final Path log;
  final int port;

  private MeasuredProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    } catch (IllegalStateException shutsDown) {
      process.destroyForcibly();
      throw shutsDown;
    }
  }

  /** A server. The port is open when this returns. */
  static MeasuredProcess server(List<String> command, Workshop workshop, int port) throws IOException,
    InterruptedException {
    File log = workshop.newLog();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
    MeasuredProcess server = start(builder, workshop, log.toPath(), port);
    try {
      server.awaitPort();
    } catch (IOException | InterruptedException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** A client, which waits for commands when this returns. */
  static Client client(List<String> command, Workshop workshop, int port) throws IOException {
    File log = workshop.newLog();
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log);
    return new Client(start(builder, workshop, log.toPath(), port));
  }

  private static MeasuredProcess start(ProcessBuilder builder, Workshop workshop, Path log, int port)
    throws IOException {
    builder.environment().put(Workshop.DATA, workshop.folder().toString());
    return new MeasuredProcess(builder.start(), log, port);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitPort() throws IOException, InterruptedException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
    for (long end = System.nanoTime() + START_LIMIT.toNanos(); System.nanoTime() < end; ) {
      if (!process.isAlive()) {
        throw new IOException("the server has ended: " + log());
      }
      try (Socket socket = new Socket()) {
        socket.connect(address);
        return;
      } catch (IOException notYet) {
        Thread.sleep(POLL_MS);
      }
    }
    throw new IOException("the server has not opened its port in " + START_LIMIT.toSeconds() + " s: " + log());
  }

  private String log() throws IOException {
    return Files.readString(log).strip();
  }

  long pid() {
    return process.pid();
  }

  /** CPU time since the start, in microseconds. */
  double cpuMicros() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the process has ended: " + log());
    }
    return process.info().totalCpuDuration().map(Duration::toNanos).orElseThrow() / 1e3;
  }

  double residentKibibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
      .filter(line -> line.startsWith("VmRSS:")).mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
      .findFirst().orElseThrow();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** A client that sends as many requests as it is told to. */
  static final class Client implements AutoCloseable {
    private final MeasuredProcess process;
    private final BufferedReader output;
    private final PrintWriter input;

    private Client(MeasuredProcess process) throws IOException {
      this.process = process;
      output = process.process.inputReader();
      input = new PrintWriter(process.process.outputWriter(), true);
      String line = output.readLine();
      if (line == null || !line.startsWith("listening")) {
        String log = process.log();
        process.close();
        throw new IOException("the client did not start: " + log);
      }
    }

    double cpuMicros() throws IOException {
      return process.cpuMicros();
    }

    /** Returns when all requests have their responses. */
    void run(int requests) throws IOException {
      input.println(requests);
      if (output.readLine() == null) {
        throw new IOException("the client has ended: " + process.log());
      }
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
