package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.it.ExampleServer;
import io.github.vertxnghttp2.it.Peer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Infinispan as the guide has it: a server from the command line, and its handlers in another JVM. */
@Timeout(600)
class InfinispanIT {
  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @TempDir
  private Path directory;

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** A JVM in which there is no other cluster manager, as {@code -cluster} takes whichever it finds. */
  private static Peer start(int[] members, int own, String mainClass, String... args) {
    String withoutHazelcast = Arrays.stream(CLASS_PATH.split(File.pathSeparator))
      .filter(entry -> !Path.of(entry).getFileName().toString().contains("hazelcast")).collect(Collectors.joining(
        File.pathSeparator));
    List<String> command = ExampleServer.java(List.of("-Djgroups.bind_addr=127.0.0.1", "-Djgroups.bind_port="
      + members[own], "-Djgroups.tcpping.initial_hosts=127.0.0.1[" + members[0] + "],127.0.0.1[" + members[1] + "]",
      "-Djgroups.tcp.port_range=0"), mainClass, args);
    command.replaceAll(part -> part.equals(CLASS_PATH) ? withoutHazelcast : part);
    return Peer.start(command);
  }

  private static int[] freePorts() throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (ServerSocket one = new ServerSocket(0, 1, loopback); ServerSocket other = new ServerSocket(0, 1, loopback)) {
      return new int[] {one.getLocalPort(), other.getLocalPort()};
    }
  }

  @Test
  void messages_streams_and_a_route_that_a_handler_brings_go_to_another_node() throws IOException {
    assumeTrue(Runtime.version().feature() < 24,
      "this Infinispan asks for Subject.getSubject, which Java has no more from 24 on");
    Path config = directory.resolve("server.json");
    Files.writeString(config, new JsonObject()
      .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)))
      .put("controlAllow", new JsonArray().add("brought.*"))
      .put("routes", new JsonArray().add(new JsonObject().put("path", "/who").put("address", "who"))
        .add(new JsonObject().put("path", "/echo").put("address", "echo").put("mode", "stream"))).encode());
    int[] members = freePorts();
    Vertx vertx = Vertx.vertx();
    try (Peer server = start(members, 0, "io.vertx.launcher.application.VertxApplication", "nghttp2:server",
      "-conf", config.toString(), "-cluster", "-cluster-host", "127.0.0.1")) {
      int port = Integer.parseInt(server.awaitLine("listening on 127.0.0.1:", PATIENCE).replaceAll(".*:(\\d+) .*",
        "$1"));
      try (Peer handler = start(members, 1, InfinispanNode.class.getName(), "a")) {
        handler.awaitLine("ready a", PATIENCE);
        ClientSession session = await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(
          port)));
        assertEquals("200 a", get(session, "/who"));
        assertEquals("200 brought by a", get(session, "/brought/a"));
        byte[] bytes = new byte[5 << 20];
        new Random(1).nextBytes(bytes);
        Buffer body = Buffer.buffer(bytes);
        assertEquals(body, await(session.post("/echo").send(body).compose(ClientResponse::body)));
        await(session.close());
      }
    } finally {
      await(vertx.close());
    }
  }

  private static String get(ClientSession session, String path) {
    ClientResponse response = await(session.get(path).send());
    return response.status() + " " + await(response.text());
  }
}
