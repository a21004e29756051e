package io.github.vertxnghttp2.it;

import io.vertx.core.json.JsonArray;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The served example, asked by curl. */
@Timeout(180)
@NeedsPeer("curl")
class CurlIT {
  private static final String PRIOR = "--http2-prior-knowledge";

  @RegisterExtension
  static final ExampleServer example = new ExampleServer();

  private static String curl;

  @TempDir
  Path directory;

  @BeforeAll
  static void find() {
    curl = Peer.find("curl", "curl");
  }

  /** @param head status line, fields and trailers, as dumped by curl */
  private record Response(int exitCode, String version, int status, String head, byte[] body, Peer peer) {

    String text() {
      return new String(body);
    }

    Response expect(String version, int status) {
      assertEquals("0 " + version + " " + status, exitCode + " " + this.version + " " + this.status,
        () -> peer.describe(head));
      return this;
    }
  }

  private Response curl(String... args) throws IOException {
    Path head = directory.resolve("head");
    Path body = directory.resolve("body");
    Files.deleteIfExists(head);
    Files.deleteIfExists(body);
    List<String> command = new ArrayList<>(List.of(curl, "--no-progress-meter", "--insecure", "--max-time", "60",
      "--noproxy", "*", "-v", "-D", head.toString(), "-o", body.toString(), "-w",
      "\nresult %{http_version} %{http_code}\n"));
    command.addAll(List.of(args));
    Peer peer = Peer.runToEnd(command);
    String[] result = peer.awaitLine("result ").split(" ");
    return new Response(peer.exitCode(), result[1], Integer.parseInt(result[2]),
      Files.exists(head) ? Files.readString(head) : "", Files.exists(body) ? Files.readAllBytes(body) : new byte[0],
      peer);
  }

  // --- how a connection begins ---

  @Test
  void prior_knowledge_is_served() throws IOException {
    Response response = curl(PRIOR, example.cleartext() + "/hello").expect("2", 200);
    assertEquals("Hello, world!", response.text());
    assertTrue(response.head.contains("content-length: 13\r\n"), response.head);
    assertTrue(response.head.contains("content-type: text/plain\r\n"), response.head);
  }

  @Test
  void tls_with_alpn_is_served() throws IOException {
    Response response = curl("--http2", example.tls() + "/hello").expect("2", 200);
    assertEquals("Hello, world!", response.text());
    assertTrue(response.peer.output().contains("ALPN: server accepted h2"), response.peer::output);
  }

  @Test
  void a_get_upgrades_from_http_1() throws IOException {
    Response response = curl("--http2", example.cleartext() + "/hello").expect("2", 200);
    assertEquals("Hello, world!", response.text());
    assertTrue(response.head.startsWith("HTTP/1.1 101 Switching Protocols"), response.head);
  }

  @Test
  void a_head_upgrades_from_http_1() throws IOException {
    Response response = curl("--http2", "-I", example.cleartext() + "/bytes/1000").expect("2", 200);
    assertTrue(response.head.contains("content-length: 1000\r\n"), response.head);
  }

  @Test
  void the_response_to_an_upgrade_arrives_whole() throws IOException {
    Response response = curl("--http2", example.cleartext() + "/bytes/20000").expect("2", 200);
    assertArrayEquals(Bodies.numbered(20_000), response.body);
  }

  @Test
  void a_post_upgrades_with_its_body() throws IOException {
    Path file = Bodies.randomFile(directory, 20_000); // curl 7.88 has 32 KiB for what follows the 101
    Response response = curl("--http2", "-H", "Expect:", "--data-binary", "@" + file, example.cleartext() + "/echo")
      .expect("2", 200);
    assertEquals(Bodies.sha256(file), Bodies.sha256(response.body));
    assertTrue(response.head.startsWith("HTTP/1.1 101 Switching Protocols"), response.head);
  }

  @Test
  void a_post_that_expects_100_continue_upgrades() throws IOException {
    Response response = curl("--http2", "-H", "Expect: 100-continue", "-d", "a body", example.cleartext() + "/echo")
      .expect("2", 200);
    assertEquals("a body", response.text());
  }

  @Test
  void a_body_that_is_too_long_for_an_upgrade_is_refused_with_413() throws IOException {
    Path file = Bodies.randomFile(directory, 200_000);
    Response response = curl("--http2", "-H", "Expect:", "--data-binary", "@" + file, example.cleartext() + "/echo");
    assertEquals("1.1 413", response.version + " " + response.status, response.peer::output);
  }

  @Test
  void http_1_is_told_to_upgrade() throws IOException {
    Response response = curl("--http1.1", example.cleartext() + "/hello").expect("1.1", 426);
    assertTrue(response.head.toLowerCase().contains("upgrade: h2c\r\n"), response.head);
    assertTrue(response.text().contains("prior knowledge"), response.text());
  }

  @Test
  void http_1_0_is_told_to_upgrade() throws IOException {
    assertEquals(426, curl("--http1.0", example.cleartext() + "/hello").status);
  }

  @Test
  void tls_without_alpn_is_told_to_offer_it() throws IOException {
    Response response = curl("--http1.1", "--no-alpn", example.tls() + "/hello").expect("1.1", 505);
    assertTrue(response.text().contains("ALPN"), response.text());
  }

  @Test
  void tls_with_only_http_1_in_alpn_is_refused() throws IOException {
    Response response = curl("--http1.1", example.tls() + "/hello");
    boolean alert = response.exitCode == 35 && response.peer.output().contains("no application protocol");
    assertTrue(alert || response.status == 505, response.peer::output);
  }

  @Test
  void cleartext_to_the_tls_port_fails_at_once() throws IOException {
    Response response = curl(PRIOR, "http://127.0.0.1:" + example.tlsPort() + "/hello");
    assertNotEquals(0, response.exitCode, response.peer::output);
    assertNotEquals(28, response.exitCode, () -> response.peer.describe("curl gave up waiting"));
  }

  @Test
  void tls_to_the_cleartext_port_fails_at_once() throws IOException {
    Response response = curl("--http2", "https://127.0.0.1:" + example.port() + "/hello");
    assertEquals(35, response.exitCode, response.peer::output);
  }

  // --- routes ---

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 250, 251, 16_384, 16_385, 10 << 20})
  void bytes_are_as_many_as_asked_for(int count) throws IOException {
    Response response = curl(PRIOR, example.cleartext() + "/bytes/" + count).expect("2", 200);
    assertArrayEquals(Bodies.numbered(count), response.body);
    assertTrue(response.head.contains("content-length: " + count + "\r\n"), response.head);
  }

  @Test
  void ten_mebibytes_come_over_tls() throws IOException {
    Response response = curl("--http2", example.tls() + "/bytes/" + (10 << 20)).expect("2", 200);
    assertArrayEquals(Bodies.numbered(10 << 20), response.body);
  }

  @Test
  void a_count_that_is_no_number_is_refused() throws IOException {
    assertTrue(curl(PRIOR, example.cleartext() + "/bytes/many").expect("2", 400).text().contains("number"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/hello", "/bytes/13"})
  void head_has_the_length_and_no_body(String path) throws IOException {
    Response response = curl(PRIOR, "-I", example.cleartext() + path).expect("2", 200);
    assertTrue(response.head.contains("content-length: 13\r\n"), response.head);
    assertEquals(response.head, response.text(), "only the head");
  }

  @Test
  void five_mebibytes_are_echoed() throws IOException {
    Path file = Bodies.randomFile(directory, 5 << 20);
    Response response = curl(PRIOR, "-H", "content-type: application/x-noise", "--data-binary", "@" + file,
      example.cleartext() + "/echo").expect("2", 200);
    assertEquals(Bodies.sha256(file), Bodies.sha256(response.body));
    assertTrue(response.head.contains("content-type: application/x-noise\r\n"), response.head);
  }

  @Test
  void five_mebibytes_are_echoed_over_tls() throws IOException {
    Path file = Bodies.randomFile(directory, 5 << 20);
    Response response = curl("--http2", "--data-binary", "@" + file, example.tls() + "/echo").expect("2", 200);
    assertEquals(Bodies.sha256(file), Bodies.sha256(response.body));
  }

  @Test
  void an_empty_body_is_echoed() throws IOException {
    assertEquals("", curl(PRIOR, "-X", "POST", "-d", "", example.cleartext() + "/echo").expect("2", 200).text());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5 << 20})
  void uploads_are_counted(int size) throws IOException {
    Path file = Bodies.randomFile(directory, size);
    Response response = curl(PRIOR, "--data-binary", "@" + file, example.cleartext() + "/upload").expect("2", 200);
    assertEquals(Integer.toString(size), response.text());
  }

  @Test
  void an_upload_without_content_length_is_counted() throws IOException {
    Path file = Bodies.randomFile(directory, 100_000);
    Response response = curl(PRIOR, "-X", "POST", "-H", "Content-Length:", "-T", file.toString(), example.cleartext()
      + "/upload")
      .expect("2", 200);
    assertEquals("100000", response.text());
  }

  @Test
  void fields_arrive_in_order_and_more_than_once() throws IOException {
    Response response = curl(PRIOR, "-A", "curl-it", "-H", "X-First: 1", "-H", "x-twice: a", "-H", "x-twice: b", "-H",
      "x-utf8: grün", "-b", "a=1; b=2", example.cleartext() + "/headers").expect("2", 200);
    JsonArray fields = new JsonArray(response.text());
    List<String> custom = fields.stream().map(field -> (JsonArray) field)
      .map(field -> field.getString(0) + "=" + field.getString(1)).filter(text -> text.startsWith("x-")).toList();
    assertEquals("[x-first=1, x-twice=a, x-twice=b]", custom.subList(0, 3).toString());
    assertTrue(fields.contains(new JsonArray().add("user-agent").add("curl-it")), fields::encode);
    assertFalse(response.text().contains(":path"), response.text());
  }

  @Test
  void trailers_come_after_the_body() throws IOException {
    Response response = curl(PRIOR, example.cleartext() + "/trailers").expect("2", 200);
    assertEquals("Hello, world!", response.text());
    assertTrue(response.head.endsWith("x-trailer: done\r\n\r\n") || response.head.endsWith(
      "\r\n\r\nx-trailer: done\r\n"), response.head);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nothing", "/hello/", "/bytes"})
  void other_paths_are_not_found(String path) throws IOException {
    assertEquals("nothing at GET " + path + "\n", curl(PRIOR, example.cleartext() + path).expect("2", 404).text());
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 100_000, 200_000})
  void a_response_before_the_body_was_read_arrives(int size) throws IOException {
    Path file = Bodies.randomFile(directory, size);
    curl(PRIOR, "--limit-rate", "300k", "--data-binary", "@" + file, example.cleartext() + "/nothing").expect("2", 404);
  }

  @Test
  void a_query_does_not_matter_to_the_route() throws IOException {
    curl(PRIOR, example.cleartext() + "/hello?q=1").expect("2", 200);
  }

  @Test
  void requests_in_parallel_share_a_connection() throws IOException {
    Path bodies = Files.createDirectory(directory.resolve("bodies"));
    Peer peer = Peer.runToEnd(List.of(curl, "--no-progress-meter", "--max-time", "60", "--noproxy", "*",
      "--insecure", "--http2", "--parallel", "--parallel-max", "40", "-w", "%{num_connects} %{http_code}\n", "-o",
      bodies + "/#1", example.tls() + "/bytes/[10001-10040]")); // curl 7.88 cannot do that with prior knowledge
    assertEquals(0, peer.exitCode(), peer::output);
    assertEquals(40, peer.output().lines().filter(line -> line.endsWith(" 200")).count(), peer::output);
    assertTrue(peer.output().lines().filter(line -> line.equals("0 200")).count() >= 30, peer::output);
    for (int size = 10_001; size <= 10_040; size++) {
      assertArrayEquals(Bodies.numbered(size), Files.readAllBytes(bodies.resolve(Integer.toString(size))));
    }
  }
}
