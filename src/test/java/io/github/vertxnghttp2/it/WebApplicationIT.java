package io.github.vertxnghttp2.it;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The application that the example serves with TLS, asked by curl and shown by Chromium. */
@Timeout(240)
class WebApplicationIT {
  private static Peer example;
  private static String cleartext;
  private static String page;

  @TempDir
  Path directory;

  @BeforeAll
  static void start() {
    example = Peer.start(ExampleServer.command("--conf", ExampleServer.projectFile("conf/server.json").toString(),
      "--port", "0", "--tls-port", "0", "--instances", "1"));
    cleartext = ExampleServer.url(example.awaitLine("http://"));
    page = example.awaitLine("https://localhost").replaceAll(" .*", "");
  }

  @AfterAll
  static void end() {
    try {
      assertTrue(example.isAlive(), () -> example.describe("the example has ended"));
      ExampleServer.assertNoComplaint(example);
    } finally {
      example.close();
    }
  }

  private static String curl(String... args) {
    List<String> command = new ArrayList<>(List.of(Peer.find("curl", "curl"), "--silent", "--show-error", "--insecure",
      "--max-time", "60", "--noproxy", "*"));
    command.addAll(Arrays.asList(args));
    return Peer.run(command.toArray(String[]::new));
  }

  // --- by curl ---

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
    --http2   | HTTP/2   | stream 1 | libnghttp2
    --http1.1 | HTTP/1.1 |          | Vert.x
    """)
  void the_page_says_which_protocol_and_stream_brought_it(String version, String protocol, String stream,
                                                          String engine) {
    String html = curl(version, page);
    assertTrue(html.contains("<strong id=\"protocol\">" + protocol + "</strong>"), html);
    assertTrue(html.contains("<li id=\"stream\" class=\"strong\">" + (stream == null ? "" : stream) + "</li>"), html);
    assertTrue(html.contains("<li>" + engine), html);
    assertTrue(html.contains("<li>TLSv1.3, TLS_"), html);
    assertFalse(html.contains("{{"), html);
  }

  @Test
  void a_field_of_the_request_cannot_put_html_on_the_page() {
    String html = curl("-H", "x-test: <script>\"'&amp;{{tls}}", page);
    assertTrue(html.contains("<th scope=\"row\">x-test</th><td>&lt;script&gt;&quot;&#39;&amp;amp;{{tls}}</td>"), html);
  }

  @Test
  void the_streams_of_one_connection_have_ids_of_their_own() {
    assertEquals("1 3 5", String.join(" ", Arrays.stream(curl("--http2", page + "tiles/[1-3]").split("(?<=})"))
      .map(json -> new JsonObject(json).getInteger("stream").toString()).toList()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http2", "--http1.1"})
  void a_form_is_read_while_it_arrives(String version) {
    Path file = Bodies.randomFile(directory, 3_000_000);
    JsonObject response = new JsonObject(curl(version, "-F", "file=@" + file, "--form-string", "note=<b>", page
      + "files"));
    assertEquals(version, response.getString("protocol").equals("HTTP/2") ? "--http2" : "--http1.1");
    JsonObject uploaded = response.getJsonArray("files").getJsonObject(0);
    assertEquals("<b>", response.getJsonObject("values").getString("note"));
    assertEquals(3_000_000, uploaded.getInteger("size"));
    assertEquals(Bodies.sha256(file), uploaded.getString("sha256"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http2", "--http1.1"})
  void events_arrive_while_the_response_goes_on(String version) {
    try (Peer client = Peer.start(Peer.find("curl", "curl"), "--no-buffer", "--silent", "--insecure", "--noproxy", "*",
      version, page + "events")) {
      assertTrue(client.awaitLine("\"event\":3").startsWith("data: {"), client::output);
      assertTrue(client.isAlive(), () -> client.describe("the response has ended"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"index.html", "page.css", "page.js", "icon.svg"})
  void the_files_of_the_page_are_served(String file) {
    assertTrue(curl("--include", page + "static/" + file).startsWith("HTTP/2 200"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "static/nowhere", "static/../WebApplication.class", "static/%2e%2e/Tiles.class",
    "tiles/1000", "tiles/x", "socket"})
  void nothing_else_is_served(String path) {
    assertTrue(curl("--path-as-is", "--include", page + path).startsWith("HTTP/2 404"));
  }

  /** Method, path and body of a request to each port. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
    GET  | hello       |
    GET  | bytes/12345 |
    GET  | bytes/x     |
    GET  | trailers    |
    POST | echo        | a body
    POST | upload      | a body
    GET  | nowhere     |
    """)
  void the_routes_of_the_other_port_respond_alike(String method, String path, String body) {
    List<String> command = new ArrayList<>(List.of("--request", method, "--write-out", " %{http_version} %{http_code}"
      + " %{content_type}"));
    if (body != null) {
      command.addAll(List.of("--header", "content-type: text/plain", "--data-raw", body));
    }
    String[] there = args(command, "--http2-prior-knowledge", cleartext + "/" + path);
    String[] here = args(command, "--http2", page + path);
    assertEquals(curl(there), curl(here));
  }

  private static String[] args(List<String> common, String... more) {
    List<String> all = new ArrayList<>(common);
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  // --- by Chromium ---

  private static String text(String id) {
    return "document.getElementById('" + id + "').textContent";
  }

  @Test
  void a_browser_shows_the_page() {
    Vertx vertx = Vertx.vertx();
    try (Chromium browser = Chromium.open(vertx, directory, page)) {
      String tiles = browser.await(text("tiles-result"), "responses");
      assertTrue(tiles.startsWith("60 responses over 1 connection in "), tiles);
      assertEquals("HTTP/2", browser.evaluate(text("protocol")));
      assertEquals("stream 1", browser.evaluate(text("stream")));
      assertEquals("60 ids, 60 odd", browser.evaluate("(ids => ids.size + ' ids, ' + [...ids].filter(id => id % 2)"
        + ".length + ' odd')(new Set([...document.querySelectorAll('#tiles li')].map(tile => tile.textContent)))"));
      browser.await(text("events-result"), "event 2");
      String socket = browser.await(text("socket-result"), "WebSocket over");
      assertTrue(socket.matches("WebSocket over HTTP/2, stream \\d+"), socket);
      browser.evaluate("document.getElementById('message').value = '<b>bold</b>';"
        + " document.getElementById('socket-form').requestSubmit(); ''");
      assertTrue(browser.await(text("socket-log"), "bold").startsWith("<b>bold</b>"));
      browser.evaluate("const files = new DataTransfer(); files.items.add(new File(['x'.repeat(1e6)], '<i>.txt'));"
        + " document.getElementById('file').files = files.files;"
        + " document.getElementById('upload-form').requestSubmit(); ''");
      String uploaded = browser.await(text("upload-result"), "stream");
      assertTrue(uploaded.startsWith("<i>.txt, 1,000,000 bytes\nSHA-256 "), uploaded);
    } finally {
      Bodies.await(vertx.close());
    }
  }
}
