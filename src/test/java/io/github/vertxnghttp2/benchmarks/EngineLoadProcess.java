package io.github.vertxnghttp2.benchmarks;

import com.sun.management.ThreadMXBean;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A JVM of its own whose CPU time and allocated bytes are measured. Its main prints a line that begins with
 * "listening", and calls {@link #serveCommands}.
 */
public final class EngineLoadProcess implements AutoCloseable {

  /** What a client does between two readings; a server does nothing. */
  public interface Work {
    void run(int requests) throws InterruptedException;
  }

  /** What the process has used since it began. */
  record Usage(double cpuMicros, double allocatedBytes) {
    Usage minus(Usage before) {
      return new Usage(cpuMicros - before.cpuMicros, allocatedBytes - before.allocatedBytes);
    }
  }

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Process process;
  private final BufferedReader output;
  private final PrintWriter input;

  EngineLoadProcess(Class<?> main, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
      "-Dio.netty.leakDetection.level=disabled", "-cp", System.getProperty("java.class.path"), main.getName()));
    Collections.addAll(command, args);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    output = process.inputReader();
    input = new PrintWriter(process.outputWriter(), true);
    String line = output.readLine();
    if (line == null || !line.startsWith("listening")) {
      throw new IOException(command + " did not start: " + line);
    }
  }

  /** Makes the process run its work, and returns what it has used since it began. */
  Usage run(int requests) throws IOException {
    input.println(requests);
    String bytes = output.readLine();
    if (bytes == null) {
      throw new IOException("the measured process has ended");
    }
    return new Usage(process.info().totalCpuDuration().map(Duration::toNanos).orElseThrow() / 1e3,
      Double.parseDouble(bytes));
  }

  /** In the measured process: runs the work each time that it is asked to, until the measuring process ends. */
  public static void serveCommands(Work work) throws IOException, InterruptedException {
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      work.run(Integer.parseInt(line));
      long allocated = 0;
      for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
        allocated += Math.max(0, bytes);
      }
      System.out.println(allocated);
    }
    Runtime.getRuntime().halt(0);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
