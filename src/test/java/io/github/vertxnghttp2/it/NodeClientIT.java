package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** The served example, asked by Node's http2 module: the scenarios are in client.mjs. */
@Timeout(180)
@NeedsPeer("node")
class NodeClientIT {
  private static final String SCRIPT = ExampleServer.projectFile("src/test/resources/it/client.mjs").toString();

  @RegisterExtension
  static final ExampleServer example = new ExampleServer();

  private static String node;

  @BeforeAll
  static void find() {
    node = Peer.find("node", "nodejs");
  }

  private static void play(String url, String scenario) {
    String output = Peer.run(node, SCRIPT, url, scenario);
    assertTrue(output.endsWith("ok\n"), () -> "the script ended before its end:\n" + output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "settings", "echo", "dialogue", "parallelEchoes", "slowReader", "unreadStream",
    "trailers",
    "requestTrailers", "headers", "tooManyHeaders", "reset", "ping", "parallel", "head", "changedWindow", "goaway"})
  void in_cleartext(String scenario) {
    play(example.cleartext(), scenario);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "dialogue", "parallelEchoes", "slowReader", "unreadStream", "trailers", "reset",
    "parallel"})
  void over_tls(String scenario) {
    play(example.tls(), scenario);
  }
}
