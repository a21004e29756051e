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
  private record Answer(int exitCode, String version, int status, String head, byte[] body, Peer peer) {

    String text() {
      return new String(body);
    }

    Answer expect(String version, int status) {
      assertEquals("0 " + version + " " + status, exitCode + " " + this.version + " " + this.status,
        () -> peer.describe(head));
      return this;
    }
  }

  private Answer curl(String... args) throws IOException {
    Path head = directory.resolve("head");
    Path body = directory.resolve("body");
    Files.deleteIfExists(head);
    Files.deleteIfExists(body);
    List<String> command = new ArrayList<>(List.of(curl, "--no-progress-meter", "--insecure", "--max-time", "60",
      "--noproxy", "*", "-v", "-D", head.toString(), "-o", body.toString(), "-w", "\nresult %{http_version} %{http_code}\n"));
    command.addAll(List.of(args));
    Peer peer = Peer.runToEnd(command);
    String[] result = peer.awaitLine("result ").split(" ");
    return new Answer(peer.exitCode(), result[1], Integer.parseInt(result[2]),
      Files.exists(head) ? Files.readString(head) : "", Files.exists(body) ? Files.readAllBytes(body) : new byte[0], peer);
  }

  // --- how a connection begins ---

  @Test
  void prior_knowledge_is_served() throws IOException {
    Answer answer = curl(PRIOR, example.cleartext() + "/hello").expect("2", 200);
    assertEquals("Hello, world!", answer.text());
    assertTrue(answer.head.contains("content-length: 13\r\n"), answer.head);
    assertTrue(answer.head.contains("content-type: text/plain\r\n"), answer.head);
  }

  @Test
  void tls_with_alpn_is_served() throws IOException {
    Answer answer = curl("--http2", example.tls() + "/hello").expect("2", 200);
    assertEquals("Hello, world!", answer.text());
    assertTrue(answer.peer.output().contains("ALPN: server accepted h2"), answer.peer::output);
  }

  @Test
  void a_get_upgrades_from_http_1() throws IOException {
    Answer answer = curl("--http2", example.cleartext() + "/hello").expect("2", 200);
    assertEquals("Hello, world!", answer.text());
    assertTrue(answer.head.startsWith("HTTP/1.1 101 Switching Protocols"), answer.head);
  }

  @Test
  void a_head_upgrades_from_http_1() throws IOException {
    Answer answer = curl("--http2", "-I", example.cleartext() + "/bytes/1000").expect("2", 200);
    assertTrue(answer.head.contains("content-length: 1000\r\n"), answer.head);
  }

  @Test
  void the_response_to_an_upgrade_arrives_whole() throws IOException {
    Answer answer = curl("--http2", example.cleartext() + "/bytes/20000").expect("2", 200);
    assertArrayEquals(Bodies.numbered(20_000), answer.body);
  }

  @Test
  void a_post_upgrades_with_its_body() throws IOException {
    Path file = Bodies.randomFile(directory, 20_000); // curl 7.88 has 32 KiB for what follows the 101
    Answer answer = curl("--http2", "-H", "Expect:", "--data-binary", "@" + file, example.cleartext() + "/echo")
      .expect("2", 200);
    assertEquals(Bodies.sha256(file), Bodies.sha256(answer.body));
    assertTrue(answer.head.startsWith("HTTP/1.1 101 Switching Protocols"), answer.head);
  }

  @Test
  void a_post_that_expects_100_continue_upgrades() throws IOException {
    Answer answer = curl("--http2", "-H", "Expect: 100-continue", "-d", "a body", example.cleartext() + "/echo")
      .expect("2", 200);
    assertEquals("a body", answer.text());
  }

  @Test
  void a_body_that_is_too_long_for_an_upgrade_is_refused_with_413() throws IOException {
    Path file = Bodies.randomFile(directory, 200_000);
    Answer answer = curl("--http2", "-H", "Expect:", "--data-binary", "@" + file, example.cleartext() + "/echo");
    assertEquals("1.1 413", answer.version + " " + answer.status, answer.peer::output);
  }

  @Test
  void http_1_is_told_to_upgrade() throws IOException {
    Answer answer = curl("--http1.1", example.cleartext() + "/hello").expect("1.1", 426);
    assertTrue(answer.head.toLowerCase().contains("upgrade: h2c\r\n"), answer.head);
    assertTrue(answer.text().contains("prior knowledge"), answer.text());
  }

  @Test
  void http_1_0_is_told_to_upgrade() throws IOException {
    assertEquals(426, curl("--http1.0", example.cleartext() + "/hello").status);
  }

  @Test
  void tls_without_alpn_is_told_to_offer_it() throws IOException {
    Answer answer = curl("--http1.1", "--no-alpn", example.tls() + "/hello").expect("1.1", 505);
    assertTrue(answer.text().contains("ALPN"), answer.text());
  }

  @Test
  void tls_with_only_http_1_in_alpn_is_refused() throws IOException {
    Answer answer = curl("--http1.1", example.tls() + "/hello");
    boolean alert = answer.exitCode == 35 && answer.peer.output().contains("no application protocol");
    assertTrue(alert || answer.status == 505, answer.peer::output);
  }

  @Test
  void cleartext_to_the_tls_port_fails_at_once() throws IOException {
    Answer answer = curl(PRIOR, "http://127.0.0.1:" + example.tlsPort() + "/hello");
    assertNotEquals(0, answer.exitCode, answer.peer::output);
    assertNotEquals(28, answer.exitCode, () -> answer.peer.describe("curl gave up waiting"));
  }

  @Test
  void tls_to_the_cleartext_port_fails_at_once() throws IOException {
    Answer answer = curl("--http2", "https://127.0.0.1:" + example.port() + "/hello");
    assertEquals(35, answer.exitCode, answer.peer::output);
  }

  // --- routes ---

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 250, 251, 16_384, 16_385, 10 << 20})
  void bytes_are_as_many_as_asked_for(int count) throws IOException {
    Answer answer = curl(PRIOR, example.cleartext() + "/bytes/" + count).expect("2", 200);
    assertArrayEquals(Bodies.numbered(count), answer.body);
    assertTrue(answer.head.contains("content-length: " + count + "\r\n"), answer.head);
  }

  @Test
  void ten_mebibytes_come_over_tls() throws IOException {
    Answer answer = curl("--http2", example.tls() + "/bytes/" + (10 << 20)).expect("2", 200);
    assertArrayEquals(Bodies.numbered(10 << 20), answer.body);
  }

  @Test
  void a_count_that_is_no_number_is_refused() throws IOException {
    assertTrue(curl(PRIOR, example.cleartext() + "/bytes/many").expect("2", 400).text().contains("number"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/hello", "/bytes/13"})
  void head_has_the_length_and_no_body(String path) throws IOException {
    Answer answer = curl(PRIOR, "-I", example.cleartext() + path).expect("2", 200);
    assertTrue(answer.head.contains("content-length: 13\r\n"), answer.head);
    assertEquals(answer.head, answer.text(), "only the head");
  }

  @Test
  void five_mebibytes_are_echoed() throws IOException {
    Path file = Bodies.randomFile(directory, 5 << 20);
    Answer answer = curl(PRIOR, "-H", "content-type: application/x-noise", "--data-binary", "@" + file,
      example.cleartext() + "/echo").expect("2", 200);
    assertEquals(Bodies.sha256(file), Bodies.sha256(answer.body));
    assertTrue(answer.head.contains("content-type: application/x-noise\r\n"), answer.head);
  }

  @Test
  void five_mebibytes_are_echoed_over_tls() throws IOException {
    Path file = Bodies.randomFile(directory, 5 << 20);
    Answer answer = curl("--http2", "--data-binary", "@" + file, example.tls() + "/echo").expect("2", 200);
    assertEquals(Bodies.sha256(file), Bodies.sha256(answer.body));
  }

  @Test
  void an_empty_body_is_echoed() throws IOException {
    assertEquals("", curl(PRIOR, "-X", "POST", "-d", "", example.cleartext() + "/echo").expect("2", 200).text());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5 << 20})
  void uploads_are_counted(int size) throws IOException {
    Path file = Bodies.randomFile(directory, size);
    Answer answer = curl(PRIOR, "--data-binary", "@" + file, example.cleartext() + "/upload").expect("2", 200);
    assertEquals(Integer.toString(size), answer.text());
  }

  @Test
  void an_upload_without_content_length_is_counted() throws IOException {
    Path file = Bodies.randomFile(directory, 100_000);
    Answer answer = curl(PRIOR, "-X", "POST", "-H", "Content-Length:", "-T", file.toString(), example.cleartext() + "/upload")
      .expect("2", 200);
    assertEquals("100000", answer.text());
  }

  @Test
  void fields_arrive_in_order_and_more_than_once() throws IOException {
    Answer answer = curl(PRIOR, "-A", "curl-it", "-H", "X-First: 1", "-H", "x-twice: a", "-H", "x-twice: b", "-H",
      "x-utf8: grün", "-b", "a=1; b=2", example.cleartext() + "/headers").expect("2", 200);
    JsonArray fields = new JsonArray(answer.text());
    List<String> custom = fields.stream().map(field -> (JsonArray) field)
      .map(field -> field.getString(0) + "=" + field.getString(1)).filter(text -> text.startsWith("x-")).toList();
    assertEquals("[x-first=1, x-twice=a, x-twice=b]", custom.subList(0, 3).toString());
    assertTrue(fields.contains(new JsonArray().add("user-agent").add("curl-it")), fields::encode);
    assertFalse(answer.text().contains(":path"), answer.text());
  }

  @Test
  void trailers_come_after_the_body() throws IOException {
    Answer answer = curl(PRIOR, example.cleartext() + "/trailers").expect("2", 200);
    assertEquals("Hello, world!", answer.text());
    assertTrue(answer.head.endsWith("x-trailer: done\r\n\r\n") || answer.head.endsWith("\r\n\r\nx-trailer: done\r\n"),
      answer.head);
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
      "--insecure", "--http2", "--parallel", "--parallel-max", "40", "-w", "%{num_connects} %{http_code}\n", "-o", bodies + "/#1",
      example.tls() + "/bytes/[10001-10040]")); // curl 7.88 cannot do that with prior knowledge
    assertEquals(0, peer.exitCode(), peer::output);
    assertEquals(40, peer.output().lines().filter(line -> line.endsWith(" 200")).count(), peer::output);
    assertTrue(peer.output().lines().filter(line -> line.equals("0 200")).count() >= 30, peer::output);
    for (int size = 10_001; size <= 10_040; size++) {
      assertArrayEquals(Bodies.numbered(size), Files.readAllBytes(bodies.resolve(Integer.toString(size))));
    }
  }
}
