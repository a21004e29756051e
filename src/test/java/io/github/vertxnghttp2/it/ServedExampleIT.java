package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2;
import io.github.vertxnghttp2.service.ServerVerticleOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The command line and the configuration of the example, as the README shows them. */
@Timeout(180)
class ServedExampleIT {
  private static final Path CONF = ExampleServer.projectFile("conf/server.json");

  @TempDir
  Path directory;

  private Path config(String json) {
    return Bodies.file(directory, "server.json", json.getBytes());
  }

  private static Peer start(Path config, String... args) {
    List<String> all = new ArrayList<>(List.of("--conf", config.toString()));
    all.addAll(List.of(args));
    return Peer.start(ExampleServer.command(all.toArray(String[]::new)));
  }

  /** Starts what must not start. */
  private static void assertRefused(int exitCode, Path config, List<String> args, String... parts) {
    try (Peer example = start(config, args.toArray(String[]::new))) {
      String output = example.finish(exitCode);
      for (String part : parts) {
        assertTrue(output.contains(part), () -> example.describe("does not say " + part));
      }
      assertEquals(1, output.lines().count(), () -> example.describe("more than a sentence"));
    }
  }

  private static <T> T with(Function<Vertx, Future<T>> action) {
    Vertx vertx = Vertx.vertx();
    try {
      return Bodies.await(action.apply(vertx));
    } finally {
      Bodies.await(vertx.close());
    }
  }

  private static void assertHello(String url) {
    assertEquals("Hello, world!", with(vertx -> Http2.get(vertx, url + "/hello").compose(ClientResponse::text)));
  }

  @Test
  void the_file_that_is_shipped_serves_on_the_ports_of_the_command_line() {
    try (Peer example = start(CONF, "--port", "0", "--tls-port", "0")) {
      String cleartext = example.awaitLine("http://");
      String tls = example.awaitLine("https://");
      assertTrue(cleartext.matches("http://127\\.0\\.0\\.1:\\d+/hello +try: curl .*") && !cleartext.contains(":0/"),
        cleartext);
      assertTrue(tls.contains("--insecure") && !tls.contains(":8443/"), tls);
      String page = example.awaitLine("https://localhost");
      assertTrue(page.matches("https://localhost:\\d+/ +open it in a browser.*"), page);
      assertHello(ExampleServer.url(cleartext));
    }
  }

  @Test
  void a_file_without_tls_is_served_without() {
    Path one = config("{\"listeners\": [{\"host\": \"127.0.0.1\"}]}");
    try (Peer example = start(one)) {
      assertHello(ExampleServer.url(example.awaitLine("http://")));
      assertFalse(example.output().contains("https://"), () -> example.describe("TLS nobody asked for"));
    }
  }

  @Test
  void the_command_line_chooses_the_host() {
    try (Peer example = start(CONF, "--host", "localhost", "--port", "0", "--tls-port", "0")) {
      String url = ExampleServer.url(example.awaitLine("http://"));
      assertTrue(url.startsWith("http://localhost:"), url);
      assertHello(url);
    }
  }

  @Test
  void several_instances_share_a_port() {
    try (Peer example = Peer.serve(port -> {
      Path one = config("{\"listeners\": [{\"host\": \"127.0.0.1\", \"port\": " + port + "}]}");
      return ExampleServer.command("--conf", one.toString(), "--instances", "3");
    }, "http://").peer()) {
      String url = ExampleServer.url(example.awaitLine("http://"));
      for (int i = 0; i < 6; i++) {
        assertHello(url);
      }
      assertEquals(1, example.output().lines().count(), () -> example.describe("announced more than once"));
    }
  }

  @Test
  void a_certificate_from_openssl_serves() {
    Certificate certificate = Certificate.create(directory);
    try (Peer example = start(CONF, "--port", "0", "--tls-port", "0", "--cert", certificate.cert(), "--key",
      certificate.key())) {
      int port = URI.create(ExampleServer.url(example.awaitLine("https://"))).getPort();
      assertEquals("Hello, world!", with(vertx -> ClientSession.connect(vertx, new ClientOptions().setHost("localhost")
          .setPort(port).setSsl(true).setTrustOptions(new PemTrustOptions().addCertPath(certificate.cert())))
        .compose(session -> session.get("/hello").send().compose(ClientResponse::text))));
    }
  }

  @Test
  void it_ends_when_it_is_asked_to() {
    try (Peer example = start(CONF, "--port", "0", "--tls-port", "0")) {
      example.awaitLine("https://");
      example.terminate();
      example.finish(143);
    }
  }

  @Test
  void it_ends_with_an_idle_client_connected() {
    Vertx vertx = Vertx.vertx();
    try (Peer example = start(CONF, "--port", "0", "--tls-port", "0")) {
      int port = URI.create(ExampleServer.url(example.awaitLine("http://"))).getPort();
      ClientSession session = Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1")
        .setPort(port)));
      assertEquals(200, Bodies.await(session.get("/hello").send()).status());
      example.terminate();
      example.finish(143);
    } finally {
      Bodies.await(vertx.close());
    }
  }

  @Test
  void an_unknown_argument_is_rejected_with_the_allowed_ones() {
    assertRefused(2, CONF, List.of("--prot", "1"), "--prot", "--port", "--tls-port", "--conf", "--instances");
  }

  @Test
  void an_argument_without_its_value_is_refused() {
    assertRefused(2, CONF, List.of("--port"), "--port N");
  }

  @Test
  void a_port_that_is_no_number_is_refused() {
    assertRefused(2, CONF, List.of("--port", "http"), "--port is http", "whole number");
  }

  @Test
  void a_port_out_of_range_is_refused() {
    assertRefused(2, CONF, List.of("--port", "70000"), "70000");
  }

  @Test
  void a_certificate_needs_its_key() {
    assertRefused(2, CONF, List.of("--cert", "cert.pem"), "--cert and --key go together");
  }

  @Test
  void a_certificate_that_is_missing_is_named() {
    assertRefused(2, CONF, List.of("--port", "0", "--tls-port", "0", "--instances", "1", "--cert",
      directory.resolve("none.pem").toString(), "--key", directory.resolve("none.key").toString()), "--cert", "none.");
  }

  @Test
  void no_instances_at_all_are_refused() {
    assertRefused(2, CONF, List.of("--instances", "-1"), "instances", "whole number");
  }

  @Test
  void an_unknown_key_of_the_file_is_rejected_with_the_known_ones() {
    assertRefused(2, config("{\"listener\": []}"), List.of(), "unknown key listener",
      "controlAddress, controlAllow, controlReadAddress, health, listeners, routes, streams");
  }

  @Test
  void an_unknown_key_of_a_listener_is_rejected_with_the_known_ones() {
    assertRefused(2, config("{\"listeners\": [{\"port\": 1, \"hots\": \"::\"}]}"), List.of(), "listeners[0]",
      "unknown key listeners[0].hots", "host", "port", "ssl", "http2", "pemKeyCertOptions");
  }

  @Test
  void an_unknown_key_of_http2_is_rejected_with_the_known_ones() {
    assertRefused(2, config("{\"listeners\": [{\"http2\": {\"windowSize\": 1}}]}"), List.of(), "http2.windowSize",
      "connectionWindowSize", "maxHeaderFields");
  }

  @Test
  void a_value_of_a_wrong_type_is_named() {
    assertRefused(2, config("{\"listeners\": [{\"port\": \"8080\"}]}"), List.of(), "port is \"8080\"",
      "a whole number");
  }

  @Test
  void a_value_out_of_range_is_named() {
    assertRefused(2, config("{\"listeners\": [{\"http2\": {\"connectionWindowSize\": 1}}]}"), List.of(),
      "listeners[0].http2.connectionWindowSize is 1", "65535");
  }

  @Test
  void a_file_that_is_missing_is_named() {
    assertRefused(2, directory.resolve("none.json"), List.of(), directory.resolve("none.json").toString(), "--conf");
  }

  @Test
  void a_file_that_is_no_json_is_named() {
    assertRefused(2, config("port = 8080"), List.of(), "server.json is not a JSON object");
  }

  @Test
  void a_file_without_listeners_is_refused() {
    assertRefused(2, config("{}"), List.of(), "listeners must be an array");
  }

  @Test
  void a_busy_port_is_named() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertRefused(1, CONF, List.of("--port", Integer.toString(busy.getLocalPort()), "--tls-port", "0", "--instances",
        "2"), "127.0.0.1:" + busy.getLocalPort(), "in use");
    }
  }

  @Test
  void a_busy_port_of_the_application_is_named() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertRefused(1, CONF, List.of("--port", "0", "--tls-port", Integer.toString(busy.getLocalPort()), "--instances",
        "2"), "127.0.0.1:" + busy.getLocalPort(), "in use");
    }
  }

  @Test
  void the_file_that_is_shipped_is_that_of_the_verticle() throws IOException {
    ServerVerticleOptions server = new ServerVerticleOptions(new JsonObject(Files.readString(CONF)));
    assertEquals("127.0.0.1:8080", server.getListeners().get(0).getHost() + ":" + server.getListeners().get(0)
      .getPort());
    assertEquals("hello orders", server.getRoutes().get(0).getAddress() + " " + server.getRoutes().get(1).getAddress());
  }
}
