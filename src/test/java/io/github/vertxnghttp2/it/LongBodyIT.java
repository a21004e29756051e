package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Bodies that are many times as long as the heap. */
@Timeout(1_500)
class LongBodyIT {
  private static final long GIBIBYTE = 1L << 30;
  private static final Duration PATIENCE = Duration.ofSeconds(300);
  private static final List<String> SMALL = List.of("-Xmx64m", "-XX:MaxDirectMemorySize=64m",
    "-XX:+ExitOnOutOfMemoryError", "-Dio.netty.leakDetection.level=simple");
  private static final Pattern TRANSFER =
    Pattern.compile("(up|down): (\\d+) bytes, CRC32C [0-9a-f]+, (\\d+) pauses, (\\d+) drains, \\d+ MB/s");

  @Test
  void a_gibibyte_up_and_down_fits_through_64_mebibytes_of_heap_at_either_end() {
    try (Peer server = Peer.start(ExampleServer.java(SMALL, LongBodyPeers.Server.class.getName()))) {
      String port = server.awaitLine("listening ").split(" ")[1];
      transfer(port, List.of(server));
      ExampleServer.assertNoComplaint(server);
    }
  }

  @Test
  void a_gibibyte_up_and_down_fits_through_a_handler_in_another_jvm_of_64_mebibytes() {
    try (Peer server = Peer.start(ExampleServer.java(SMALL, LongRoutedBodyPeers.Server.class.getName()))) {
      String member = server.awaitLine("member ", PATIENCE).split(" ")[1];
      String port = server.awaitLine("listening on ").replaceAll(".*:(\\d+) .*", "$1");
      try (Peer handler = Peer.start(ExampleServer.java(SMALL, LongRoutedBodyPeers.Handler.class.getName(), member))) {
        handler.awaitLine("ready", PATIENCE);
        transfer(port, List.of(server, handler));
      }
    }
  }

  private static void transfer(String port, List<Peer> others) {
    try (Peer client = Peer.start(ExampleServer.java(SMALL, LongBodyPeers.Client.class.getName(), port,
      Long.toString(GIBIBYTE)))) {
      String report = client.finish(0, PATIENCE);
      assertEquals(List.of("up", "down"), TRANSFER.matcher(report).results().map(found -> found.group(1)).toList(),
        report);
      Matcher transfer = TRANSFER.matcher(report);
      while (transfer.find()) {
        assertEquals(GIBIBYTE, Long.parseLong(transfer.group(2)), report);
        assertEquals(64, Integer.parseInt(transfer.group(3)), report);
        assertTrue(Integer.parseInt(transfer.group(4)) >= 64, () -> "the writer was hardly ever held up: " + report);
      }
      ExampleServer.assertNoComplaint(client);
      System.out.print(report);
    } catch (AssertionError e) {
      StringBuilder all = new StringBuilder(String.valueOf(e.getMessage()));
      others.forEach(peer -> all.append(peer.describe("\nAnother peer:")));
      throw new AssertionError(all.toString(), e);
    }
  }
}
