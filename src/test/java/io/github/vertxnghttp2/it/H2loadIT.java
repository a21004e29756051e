package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** The served example under load: nothing fails, and each byte arrives. */
@Timeout(180)
@NeedsPeer("h2load")
class H2loadIT {
  @RegisterExtension
  static final ExampleServer example = new ExampleServer();

  private static String h2load;

  @TempDir
  Path directory;

  @BeforeAll
  static void find() {
    h2load = Peer.find("h2load", "nghttp2-client");
  }

  /** @param bytes of each response */
  private static void load(int requests, int bytes, String... args) {
    List<String> command = new ArrayList<>(List.of(h2load, "-n", Integer.toString(requests)));
    command.addAll(List.of(args));
    Peer peer = Peer.runToEnd(command);
    String output = peer.finish(0);
    assertTrue(output.contains(requests + " done, " + requests + " succeeded, 0 failed, 0 errored, 0 timeout"), output);
    assertTrue(output.contains("status codes: " + requests + " 2xx, 0 3xx, 0 4xx, 0 5xx"), output);
    String traffic = output.lines().filter(line -> line.startsWith("traffic:")).findFirst().orElseThrow();
    assertTrue(traffic.endsWith("(" + (long) requests * bytes + ") data"), traffic);
  }

  @Test
  void many_streams_on_one_connection() {
    load(20_000, 13, "-c1", "-m250", example.cleartext() + "/hello");
  }

  @Test
  void more_streams_than_the_server_allows_wait() {
    load(5_000, 13, "-c2", "-m1000", example.cleartext() + "/hello");
  }

  @Test
  void many_connections() {
    load(5_000, 13, "-c200", "-m10", "-t2", example.cleartext() + "/hello");
  }

  @Test
  void many_tls_connections() {
    load(2_000, 13, "-c50", "-m20", "-t2", example.tls() + "/hello");
  }

  @Test
  void a_connection_for_each_request() {
    load(500, 13, "-c500", "-m1", "-r100", "--rate-period=100ms", example.cleartext() + "/hello");
  }

  @ParameterizedTest
  @CsvSource({"10, 16", "16, 16", "20, 24", "30, 30"})
  void large_responses_through_windows_of_any_size(String streamWindow, String connectionWindow) {
    load(100, 100_000, "-c4", "-m10", "-w" + streamWindow, "-W" + connectionWindow, example.cleartext()
      + "/bytes/100000");
  }

  @Test
  void large_responses_over_tls() {
    load(40, 1 << 20, "-c4", "-m10", example.tls() + "/bytes/" + (1 << 20));
  }

  @Test
  void uploads() {
    Path file = Bodies.randomFile(directory, 100_000);
    load(500, 6, "-c5", "-m20", "-d", file.toString(), example.cleartext() + "/upload");
  }

  @Test
  void echoes() {
    Path file = Bodies.randomFile(directory, 300_000);
    load(100, 300_000, "-c5", "-m4", "-d", file.toString(), example.cleartext() + "/echo");
  }

  @Test
  void echoes_over_tls_through_small_windows() {
    Path file = Bodies.randomFile(directory, 50_000);
    load(100, 50_000, "-c5", "-m10", "-w12", "-W16", "-d", file.toString(), example.tls() + "/echo");
  }
}
