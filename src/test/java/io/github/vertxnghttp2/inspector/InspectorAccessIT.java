package io.github.vertxnghttp2.inspector;

import io.github.vertxnghttp2.inspector.InspectorClient.Reply;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static io.github.vertxnghttp2.inspector.InspectorClient.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who may look, and who may not even know whether there is something to see. */
@Timeout(120)
class InspectorAccessIT {
  private static final String JSON = "application/json";
  private static final String TOKEN = InspectorOptionsTest.TOKEN;

  private final Vertx vertx = Vertx.vertx();
  private int port;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private InspectorClient serve(InspectorOptions options) {
    FakeConnection.open(vertx, Planted.pausedReader(2));
    LiveRecordings.of(vertx).keep(Planted.limit(3));
    port = await(Inspector.create(vertx, options.setPort(0)).listen()).actualPort();
    return new InspectorClient(vertx, port);
  }

  private InspectorClient withToken() {
    return serve(new InspectorOptions().setToken(TOKEN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/info", "/api/events", "/api/report?id=2", "/api/report?id=999", "/api/kept",
    "/api/nodes", "/api/search?filter=x", "/api/export?id=2&format=qlog", "/api/framelog?id=2", "/api/routes",
    "/api/recording", "/other"})
  void nothing_is_shown_without_the_token(String path) {
    InspectorClient client = withToken();
    String said = "{\"error\":\"the token is missing or wrong\"}";
    assertEquals("401 " + said, shown(client.get(path)));
    assertEquals("401 " + said, shown(client.get(path, "authorization", "Bearer wrong")));
    assertEquals("401 " + said, shown(client.get(path, "authorization", TOKEN)));
    assertEquals("401 " + said, shown(client.get(path, "cookie", "nghttp2-inspector-" + port + "=" + TOKEN)));
  }

  private static String shown(Reply reply) {
    return reply.status() + " " + reply.body();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/drain?id=2", "/api/close?id=2", "/api/open", "/logout"})
  void nothing_is_done_without_the_token(String path) {
    assertEquals(401, withToken().post(path, "", "content-type", JSON).status());
  }

  @Test
  void the_token_opens_everything_as_a_bearer_token() {
    InspectorClient client = withToken();
    Reply info = client.get("/api/info", "authorization", "Bearer " + TOKEN);
    assertEquals("CONTROL", info.json().getString("access"));
    assertEquals(200, client.get("/api/report?id=2", "authorization", "bearer " + TOKEN).status());
  }

  @Test
  void the_token_is_exchanged_for_a_cookie_that_scripts_cannot_read() {
    InspectorClient client = withToken();
    Reply login = client.post("/login", TOKEN, "content-type", JSON);
    assertEquals("200 {}", shown(login));
    String cookie = login.headers().get("set-cookie");
    assertTrue(cookie.matches("nghttp2-inspector-" + port + "=[\\w-]{43}; Max-Age=43200;.* Path=/; HTTPOnly;"
      + " SameSite=Strict"), cookie);
    assertFalse(cookie.contains(TOKEN));
    String sent = cookie.substring(0, cookie.indexOf(';'));
    assertEquals("CONTROL", client.get("/api/info", "cookie", sent).json().getString("access"));
    assertEquals(200, client.post("/logout", "", "content-type", JSON, "cookie", sent).status());
    assertEquals(401, client.get("/api/info", "cookie", sent).status());
  }

  @Test
  void who_has_sent_many_wrong_tokens_has_to_wait() {
    InspectorClient client = withToken();
    for (int i = 0; i < 10; i++) {
      assertEquals(401, client.post("/login", "wrong" + i, "content-type", JSON).status());
    }
    assertEquals(429, client.post("/login", TOKEN, "content-type", JSON).status());
    assertEquals(429, client.get("/api/info", "authorization", "Bearer " + TOKEN).status());
  }

  @Test
  void the_files_of_the_page_are_open_and_locked_down() {
    InspectorClient client = withToken();
    for (String path : List.of("/", "/inspector.css", "/app.js", "/waterfall.js")) {
      Reply file = client.get(path);
      assertEquals(200, file.status(), path);
      assertEquals("nosniff no-store DENY", file.headers().get("x-content-type-options") + " " + file.headers().get(
        "cache-control") + " " + file.headers().get("x-frame-options"));
      String policy = file.headers().get("content-security-policy");
      assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
      assertTrue(policy.contains("frame-ancestors 'none'"), policy);
      assertFalse(policy.contains("unsafe"), policy);
      assertFalse(file.body().matches("(?s).*\\b(innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\()\\b.*"),
        path);
    }
    assertEquals(401, client.get("/inspector.schema.json").status());
    assertEquals(401, client.get("/../inspector.schema.json").status());
  }

  @ParameterizedTest
  @CsvSource({"evil.example, 403", "evil.example:PORT, 403", "localhost.evil.example, 403",
    "127.0.0.1.evil.example, 403", "localhost:PORT, 200", "127.0.0.1:PORT, 200", "[::1]:PORT, 200",
    "inspector.example:PORT, 200"})
  void a_page_whose_name_leads_here_is_refused(String host, int status) {
    InspectorClient client = serve(new InspectorOptions().setHostNames(List.of("inspector.example")));
    String given = host.replace("PORT", Integer.toString(port));
    assertEquals(status, client.get("/api/info", "host", given).status());
    assertEquals(status, client.get("/", "host", given).status());
  }

  @ParameterizedTest
  @CsvSource({"http://evil.example, , 403", "http://127.0.0.1:1, , 403", "null, , 403", "https://127.0.0.1:PORT, , 403",
    "http://127.0.0.1:PORT, , 200", ", cross-site, 403", ", same-site, 403", ", same-origin, 200", ", none, 200"})
  void a_page_of_another_origin_is_refused(String origin, String site, int status) {
    InspectorClient client = serve(new InspectorOptions());
    Reply reply = origin == null ? client.get("/api/info", "sec-fetch-site", site)
      : client.get("/api/info", "origin", origin.replace("PORT", Integer.toString(port)));
    assertEquals(status, reply.status());
    assertNull(reply.headers().get("access-control-allow-origin"));
  }

  @Test
  void bodies_that_a_form_can_send_are_refused() {
    InspectorClient client = serve(new InspectorOptions());
    assertEquals(415, client.post("/api/close?id=2", "").status());
    assertEquals(415, client.post("/login", "a=b", "content-type", "application/x-www-form-urlencoded").status());
    assertEquals(413, client.post("/login", "x".repeat(5_000), "content-type", JSON).status());
    assertEquals(405, client.send(HttpMethod.PUT, "/api/info", Buffer.buffer()).status());
  }

  @Test
  void without_a_token_everybody_on_this_host_looks_and_nobody_controls() {
    InspectorClient client = serve(new InspectorOptions());
    assertEquals("LOOK", client.get("/api/info").json().getString("access"));
    assertEquals(200, client.get("/api/report?id=2").status());
    for (String path : List.of("/api/drain?id=2", "/api/close?id=2")) {
      assertEquals(403, client.post(path, "", "content-type", JSON).status());
    }
    assertEquals(403, client.get("/api/framelog?id=2").status());
    assertEquals(403, client.get("/api/routes").status());
    assertEquals(401, client.post("/login", "x", "content-type", JSON).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/report", "/api/report?id=x", "/api/report?id=99999999999999999999",
    "/api/events?sort=WRONG", "/api/events?from=-1", "/api/events?count=201", "/api/events?count=x",
    "/api/export?id=2&format=exe"})
  void a_wrong_query_is_told(String path) {
    assertEquals(400, serve(new InspectorOptions()).get(path).status());
  }

  @Test
  void a_connection_that_is_not_there_is_not_found() {
    InspectorClient client = serve(new InspectorOptions());
    assertEquals(404, client.get("/api/report?id=99").status());
    assertEquals(404, client.get("/api/export?id=99&format=har").status());
    assertEquals(404, client.get("/other").status());
    assertEquals(503, client.get("/api/report?id=2&node=elsewhere").status());
  }

  /** A link in a chat, a wiki or a mail of the web leads here: the page is shown, and asks for the token. */
  @Test
  void a_link_on_another_page_opens_the_page_and_nothing_else() {
    InspectorClient client = serve(new InspectorOptions());
    String[] followed = {"sec-fetch-site", "cross-site", "sec-fetch-mode", "navigate", "sec-fetch-dest", "document"};
    assertEquals(200, client.get("/", followed).status());
    assertEquals(403, client.get("/api/report?id=2", followed).status());
    assertEquals(403, client.get("/app.js", "sec-fetch-site", "cross-site", "sec-fetch-mode", "no-cors",
      "sec-fetch-dest", "script").status());
    assertEquals(403, client.get("/", "sec-fetch-site", "cross-site", "sec-fetch-mode", "navigate", "sec-fetch-dest",
      "iframe").status());
  }

  /** Cookies know no ports. */
  @Test
  void a_login_at_one_inspector_does_not_end_that_at_another_one_of_the_host() {
    InspectorClient first = withToken();
    String one = cookie(first);
    String other = cookie(withToken());
    assertFalse(one.substring(0, one.indexOf('=')).equals(other.substring(0, other.indexOf('='))), one + " " + other);
    assertEquals(200, first.get("/api/info", "cookie", one + "; " + other).status());
    assertEquals(200, first.get("/api/info", "cookie", other + "; " + one).status());
  }

  private static String cookie(InspectorClient client) {
    return client.post("/login", TOKEN, "content-type", JSON).headers().get("set-cookie").replaceFirst(";.*", "");
  }
}
