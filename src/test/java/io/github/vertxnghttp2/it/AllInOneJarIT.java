package io.github.vertxnghttp2.it;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.JarFile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The jar that holds everything, with the files that are shipped beside it. */
@Timeout(300)
@EnabledIfSystemProperty(named = "all.in.one.jar", matches = ".+",
  disabledReason = "the build runs this when it has made the jar")
class AllInOneJarIT {
  private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final String JAR = System.getProperty("all.in.one.jar");
  private static final Path CLUSTER_CONFIG = ExampleServer.projectFile("conf/cluster.xml");

  @TempDir
  Path directory;

  @Test
  void the_jar_starts_the_server() {
    Vertx vertx = Vertx.vertx();
    try (Peer server = Peer.start(JAVA, "-jar", JAR, "-conf", LauncherIT.conf(directory).toString())) {
      String url = LauncherIT.url(server);
      assertEquals("503 there is no handler for route /hello\n", LauncherIT.fetch(vertx, url + "/hello"));
      server.terminate();
      server.finish(143);
    } finally {
      Bodies.await(vertx.close());
    }
  }

  @Test
  void the_config_that_is_shipped_has_a_handler() throws IOException {
    JsonObject config = new JsonObject(Files.readString(ExampleServer.projectFile("conf/server.json")));
    config.getJsonArray("listeners").getJsonObject(0).put("port", -1);
    Path conf = Bodies.file(directory, "shipped.json", config.toBuffer().getBytes());
    Vertx vertx = Vertx.vertx();
    try (Peer server = Peer.start(JAVA, "-jar", JAR, "-conf", conf.toString())) {
      assertEquals("200 Hello, world!\n", LauncherIT.fetch(vertx, LauncherIT.url(server) + "/hello/world"));
      server.terminate();
      server.finish(143);
    } finally {
      Bodies.await(vertx.close());
    }
  }

  @Test
  void the_jar_is_a_doctor() {
    try (Peer doctor = Peer.start(JAVA, "-jar", JAR, "doctor", "http://127.0.0.1:" + Peer.freePort(), "--no-color")) {
      assertTrue(doctor.finish(2).contains("PROBLEM  tcp"), doctor::output);
    }
  }

  @Test
  void the_jar_inspects_recordings() {
    Path recording = ExampleServer.projectFile("src/test/resources/recording/sample.sqlog");
    try (Peer inspector = Peer.start(JAVA, "-jar", JAR, "inspect", recording.toString())) {
      inspector.awaitLine("#token=");
      inspector.terminate();
      inspector.finish(143);
    }
  }

  @Test
  void the_jar_has_both_bridges() {
    JsonObject config = new JsonObject().put("tcp", new JsonObject().put("port", 0)).put("sockJs", new JsonObject()
      .put("port", 0));
    try (Peer bridge = Peer.start(JAVA, "-jar", JAR, "nghttp2:bridge", "-conf", config.encode())) {
      bridge.awaitLine("TCP bridge listening on 127.0.0.1:");
      bridge.awaitLine("SockJS bridge listening on 127.0.0.1:");
    }
  }

  @Test
  void a_server_and_a_handler_in_two_JVMs_are_a_cluster() throws IOException {
    String config = "-Dvertx.hazelcast.config=" + clusterConfig();
    Vertx vertx = Vertx.vertx();
    try (Peer server = Peer.start(JAVA, config, "-jar", JAR, "-conf", LauncherIT.conf(directory).toString(),
      "-cluster")) {
      server.awaitLine("listening on 127.0.0.1:", Duration.ofSeconds(120));
      String url = LauncherIT.url(server);
      try (Peer handler = Peer.start(JAVA, config, "-jar", JAR, "nghttp2:hello", "-cluster")) {
        handler.awaitLine("Succeeded in deploying verticle", Duration.ofSeconds(120));
        assertEquals("200 Hello, world!\n", LauncherIT.fetch(vertx, url + "/hello"));
        handler.terminate();
        handler.finish(143);
      }
      assertEquals("503 there is no handler for route /hello\n", LauncherIT.fetch(vertx, url + "/hello"));
    } finally {
      Bodies.await(vertx.close());
    }
  }

  /** The file that is shipped, with a port that is free. */
  private Path clusterConfig() throws IOException {
    String shipped = Files.readString(CLUSTER_CONFIG);
    String config = shipped.replace(">5701<", ">" + Peer.freePort() + "<");
    assertNotEquals(shipped, config);
    return Bodies.file(directory, "cluster.xml", config.getBytes());
  }

  @Test
  void the_jar_has_the_cluster_config_that_is_shipped() throws IOException {
    try (JarFile jar = new JarFile(JAR)) {
      byte[] inside = jar.getInputStream(jar.getEntry("cluster.xml")).readAllBytes();
      assertEquals(Files.readString(CLUSTER_CONFIG), new String(inside, StandardCharsets.UTF_8));
    }
  }
}
