package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The served example, asked by nghttp, which shows each frame. */
@Timeout(180)
@NeedsPeer("nghttp")
class NghttpIT {
  @RegisterExtension
  static final ExampleServer example = new ExampleServer();

  private static String nghttp;

  @TempDir
  Path directory;

  @BeforeAll
  static void find() {
    nghttp = Peer.find("nghttp", "nghttp2-client");
  }

  /** What it printed; it has to end well, and the server must not have reset anything. */
  private static String nghttp(String... args) {
    List<String> command = new ArrayList<>(List.of(nghttp, "--timeout=20", "-y"));
    command.addAll(List.of(args));
    Peer peer = Peer.runToEnd(command);
    String output = peer.finish(0);
    assertFalse(output.contains("Some requests were not processed"), output);
    assertFalse(output.contains("recv RST_STREAM"), output);
    assertFalse(output.contains("recv GOAWAY"), output);
    return output;
  }

  private static long count(String output, String regex) {
    return Pattern.compile(regex).matcher(output).results().count();
  }

  /** Bytes in DATA frames. */
  private static int received(String output) {
    return Pattern.compile("recv DATA frame <length=(\\d+)").matcher(output).results()
      .mapToInt(match -> Integer.parseInt(match.group(1))).sum();
  }

  private static void assertOne(String output, String regex) {
    assertEquals(1, count(output, regex), () -> regex + " in\n" + output);
  }

  @Test
  void the_frames_are_those_of_the_rfc() {
    String output = nghttp("-nv", "--no-dep", example.cleartext() + "/hello");
    assertOne(output, "recv SETTINGS frame <length=\\d\\d, flags=0x00, stream_id=0>");
    assertOne(output, "\\[SETTINGS_MAX_CONCURRENT_STREAMS\\(0x03\\):250\\]");
    assertOne(output, "\\[SETTINGS_INITIAL_WINDOW_SIZE\\(0x04\\):262144\\]");
    assertOne(output, "recv SETTINGS frame <length=0, flags=0x01");
    assertOne(output, "recv \\(stream_id=1\\) :status: 200");
    assertOne(output, "recv HEADERS frame <length=\\d+, flags=0x04, stream_id=1>");
    assertOne(output, "recv DATA frame <length=13, flags=0x01, stream_id=1>");
    assertOne(output,
      "recv WINDOW_UPDATE frame <length=4, flags=0x00, stream_id=0>\\s+\\(window_size_increment=983041\\)");
  }

  @Test
  void priority_hints_do_no_harm() {
    String output = nghttp("-nv", "-p", "7", example.cleartext() + "/hello");
    assertTrue(output.contains("send PRIORITY frame"), output);
    assertOne(output, ":status: 200");
  }

  @Test
  void a_get_upgrades() {
    String output = nghttp("-nv", "-u", example.cleartext() + "/hello");
    assertOne(output, "HTTP/1.1 101 Switching Protocols");
    assertOne(output, "recv \\(stream_id=1\\) :status: 200");
    assertOne(output, "recv DATA frame <length=13, flags=0x01, stream_id=1>");
  }

  @Test
  void a_large_response_to_an_upgrade_arrives_whole() {
    assertEquals(3_000_000, received(nghttp("-nv", "-u", example.cleartext() + "/bytes/3000000")));
  }

  @Test
  void a_post_follows_the_upgrade_of_an_options_request() {
    Path file = Bodies.randomFile(directory, 300_000);
    String output = nghttp("-nv", "-u", "-d", file.toString(), example.cleartext() + "/upload");
    assertOne(output, "HTTP/1.1 101 Switching Protocols");
    assertOne(output, "recv DATA frame <length=6, flags=0x01");
    assertOne(output, ":status: 200");
  }

  @Test
  void alpn_chooses_h2() {
    String output = nghttp("-nv", example.tls() + "/hello");
    assertOne(output, "The negotiated protocol: h2");
    assertOne(output, ":status: 200");
  }

  @Test
  void several_uris_share_a_connection() {
    String output = nghttp("-nv", "--no-dep", example.cleartext() + "/hello", example.cleartext() + "/bytes/100000",
      example.cleartext() + "/trailers", example.cleartext() + "/nothing");
    assertOne(output, "Connected");
    assertEquals(3, count(output, ":status: 200"), output);
    assertOne(output, ":status: 404");
  }

  @Test
  void one_uri_a_hundred_times() {
    String output = nghttp("-nv", "-m100", example.tls() + "/bytes/1000");
    assertEquals(100, count(output, ":status: 200"), output);
    assertEquals(100_000, received(output), output);
  }

  @Test
  void trailers_of_the_response_end_the_stream() {
    String output = nghttp("-nv", "--no-dep", example.cleartext() + "/trailers");
    assertOne(output, "recv DATA frame <length=13, flags=0x00, stream_id=1>");
    assertOne(output, "x-trailer: done[^<]*recv HEADERS frame <length=\\d+, flags=0x05, stream_id=1>");
  }

  @Test
  void trailers_of_the_request_arrive() {
    Vertx vertx = Vertx.vertx();
    try {
      ServerSession server = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(
        0))
        .requestHandler(request -> request.body().onSuccess(body -> request.response().putHeader("x-body",
          body.toString()).end(request.trailers().get("x-last"))))
        .listen());
      Path file = Bodies.file(directory, "body", "the body".getBytes());
      String output = nghttp("-v", "-d", file.toString(), "--trailer", "x-last: a trailer",
        "http://127.0.0.1:" + server.actualPort() + "/");
      assertOne(output, "x-body: the body");
      assertOne(output, "recv DATA frame <length=9, flags=0x01");
      assertTrue(output.contains("a trailer"), output);
    } finally {
      Bodies.await(vertx.close());
    }
  }

  @Test
  void the_response_to_head_has_no_data() {
    String output = nghttp("-nv", "-H", ":method: HEAD", example.cleartext() + "/bytes/100");
    assertOne(output, "content-length: 100");
    assertOne(output, "recv HEADERS frame <length=\\d+, flags=0x05");
    assertFalse(output.contains("recv DATA"), output);
  }

  @Test
  void a_head_in_continuation_frames_is_read() {
    String output = nghttp("-v", "--continuation", example.cleartext() + "/headers");
    assertTrue(output.contains("send CONTINUATION") || output.contains("send HEADERS frame <length=16384, flags=0x21")
      || output.contains("continuation-test-1"), output);
    assertOne(output, ":status: 200");
  }

  @Test
  void padding_is_no_content() {
    Path file = Bodies.randomFile(directory, 100_001);
    String output = nghttp("-v", "-b", "255", "-d", file.toString(), example.cleartext() + "/upload");
    assertTrue(output.contains("padlen="), output);
    assertOne(output, ":status: 200");
    assertTrue(output.contains("100001"), output);
    assertOne(output, "recv DATA frame <length=6, flags=0x01");
  }

  @Test
  void padded_uploads_larger_than_the_windows_get_their_credit_back() {
    Path file = Bodies.randomFile(directory, 3 << 20);
    String output = nghttp("-nv", "-b", "255", "-d", file.toString(), example.cleartext() + "/echo");
    assertOne(output, ":status: 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "100", "65536"})
  void a_header_table_of_any_size_serves(String size) {
    String output = nghttp("-nv", "-m20", "-c", size, "--encoder-header-table-size=" + size, example.cleartext()
      + "/hello");
    assertEquals(20, count(output, ":status: 200"), output);
  }

  @Test
  void a_header_table_that_changes_twice_serves() {
    String output = nghttp("-nv", "-m20", "-c", "1", "-c", "65536", example.cleartext() + "/hello");
    assertEquals(20, count(output, ":status: 200"), output);
  }

  @Test
  void a_client_that_waits_for_100_continue_goes_on() {
    Path file = Bodies.file(directory, "body", "0123456789".getBytes());
    String output = nghttp("-v", "--expect-continue", "-d", file.toString(), example.cleartext() + "/echo");
    assertOne(output, ":status: 200");
    assertTrue(output.contains("0123456789"), output);
  }

  @Test
  void small_windows_let_a_large_body_through_in_pieces() {
    String output = nghttp("-nv", "-w", "10", "-W", "16", example.cleartext() + "/bytes/100000");
    assertOne(output, ":status: 200");
    assertTrue(count(output, "recv DATA frame") >= 98, output);
    assertEquals(100_000, received(output), output);
  }

  @Test
  void an_extensible_priority_does_no_harm() {
    String output = nghttp("-nv", "--no-rfc7540-pri", "-H", "priority: u=0, i", example.cleartext() + "/hello");
    assertOne(output, ":status: 200");
  }
}
