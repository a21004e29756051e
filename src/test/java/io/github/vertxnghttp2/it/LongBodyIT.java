package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Bodies that are longer than heap and direct memory together. {@code -Dbody.mebibytes=1024} makes them a gibibyte. */
@Timeout(1_500)
class LongBodyIT {
  private static final long LENGTH = Long.getLong("body.mebibytes", 160) << 20;
  private static final long PAUSES = LENGTH / LongBodyReader.PAUSE_EVERY;
  private static final Duration PATIENCE = Duration.ofSeconds(300);
  private static final List<String> SMALL = List.of("-Xmx64m", "-XX:MaxDirectMemorySize=64m",
    "-XX:+ExitOnOutOfMemoryError", "-Dio.netty.leakDetection.level=simple");
  private static final Pattern TRANSFER =
    Pattern.compile("(up|down): (\\d+) bytes, CRC32C [0-9a-f]+, (\\d+) pauses, (\\d+) drains, \\d+ MB/s");

  @Test
  void a_body_that_is_longer_than_all_memory_goes_up_and_down() {
    try (Peer server = Peer.start(ExampleServer.java(SMALL, LongBodyPeers.Server.class.getName()))) {
      String port = server.awaitLine("listening ").split(" ")[1];
      transfer(port, List.of(server));
      ExampleServer.assertNoComplaint(server);
    }
  }

  @Test
  void a_body_that_is_longer_than_all_memory_goes_through_a_handler_in_another_jvm() {
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
      Long.toString(LENGTH)))) {
      String report = client.finish(0, PATIENCE);
      assertEquals(List.of("up", "down"), TRANSFER.matcher(report).results().map(found -> found.group(1)).toList(),
        report);
      Matcher transfer = TRANSFER.matcher(report);
      while (transfer.find()) {
        assertEquals(LENGTH, Long.parseLong(transfer.group(2)), report);
        assertEquals(PAUSES, Integer.parseInt(transfer.group(3)), report);
        assertTrue(Integer.parseInt(transfer.group(4)) >= PAUSES,
          () -> "the writer was hardly ever held up: " + report);
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
