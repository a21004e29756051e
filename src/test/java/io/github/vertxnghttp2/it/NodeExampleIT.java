package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the guide says to start: a server with its bridges in a JVM, a handler and a caller in Node. */
@Timeout(120)
@NeedsPeer("node")
class NodeExampleIT {
  private static final String NODE = Peer.located("node").orElse("node");

  private static Peer server;
  private static int http;
  private static int tcp;
  private static int sockJs;

  @BeforeAll
  static void start() {
    try {
      startOnFreePorts();
    } catch (AssertionError somebodyWasFaster) {
      startOnFreePorts();
    }
  }

  private static void startOnFreePorts() {
    http = Peer.freePort();
    tcp = Peer.freePort();
    sockJs = Peer.freePort();
    server = Peer.start(ExampleServer.java(List.of(), "examples.BridgedServer", Integer.toString(http),
      Integer.toString(tcp), Integer.toString(sockJs)));
    try {
      server.awaitLine("curl --http2-prior-knowledge");
    } catch (AssertionError e) {
      server.close();
      throw e;
    }
  }

  @AfterAll
  static void end() {
    if (server != null) {
      server.close();
    }
  }

  private static String call(String bridge) {
    return call(bridge, Path.of(NodeFolder.example("")));
  }

  private static String call(String bridge, Path examples) {
    try (Peer handler = Peer.start(NODE, examples.resolve("handler.mjs").toString(), bridge)) {
      handler.awaitLine("handling");
      String called = Peer.run(NODE, examples.resolve("caller.mjs").toString(), bridge, "http://127.0.0.1:" + http);
      handler.terminate();
      assertEquals(0, handler.exitCode(), () -> handler.describe("it does not end when it is told to"));
      return called;
    }
  }

  /** The handler's exit code after its bridge has gone. */
  private static int left(String bridge) {
    try (Peer handler = Peer.start(NODE, NodeFolder.example("handler.mjs"), bridge)) {
      handler.awaitLine("handling");
      end();
      handler.awaitLine("the connection to the bridge has ended");
      return handler.exitCode();
    } finally {
      start();
    }
  }

  private static void assertCalled(String output) {
    assertTrue(output.startsWith("200 Hello, caller, from Node!\n502 "), output);
    assertTrue(output.endsWith("3276800 bytes came back\nthe same\n"), output);
  }

  @Test
  void over_the_tcp_bridge() {
    assertCalled(call(Integer.toString(tcp)));
  }

  @Test
  void a_handler_that_loses_the_tcp_bridge_says_so_and_fails() {
    assertEquals(1, left(Integer.toString(tcp)));
  }

  @Test
  @ExtendWith(NodeFolder.Installed.class)
  void a_handler_that_loses_the_sockjs_bridge_says_so_and_fails() {
    assertEquals(1, left("http://127.0.0.1:" + sockJs + "/eventbus"));
  }

  @Test
  @ExtendWith(NodeFolder.Installed.class)
  void over_the_sockjs_bridge() {
    assertCalled(call("http://127.0.0.1:" + sockJs + "/eventbus"));
  }

  @Test
  void from_the_package_that_npm_packs_and_installs(@TempDir Path folder) {
    String npm = Peer.find("npm", "npm");
    Peer.run(npm, "pack", NodeFolder.folder().toString(), "--pack-destination", folder.toString());
    // The package has no dependencies, so that npm needs no network.
    Peer.run(npm, "install", "--prefix", folder.toString(), "--offline", "--no-audit", "--no-fund",
      folder.resolve("vertx-nghttp2-0.1.0.tgz").toString());
    assertCalled(call(Integer.toString(tcp), folder.resolve("node_modules/vertx-nghttp2/examples")));
  }
}
