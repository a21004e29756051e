package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.inspector.FakeConnection;
import io.github.vertxnghttp2.inspector.Inspector;
import io.github.vertxnghttp2.inspector.InspectorOptions;
import io.github.vertxnghttp2.inspector.Planted;
import io.github.vertxnghttp2.inspector.Shifted;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The page of the inspector in Chromium: one browser looks at recordings with known faults. */
@Timeout(240)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InspectorPageIT {
  private static final String TOKEN = "a-token-of-more-than-32-characters!";
  private static final String TEXT = "document.getElementById('main').innerText";
  private static final int QUIET = 10_000;

  @TempDir
  static Path directory;

  private static Vertx vertx;
  private static FakeConnection closing;
  private static Chromium page;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    Planted.open().forEach(one -> FakeConnection.open(vertx, Shifted.toNow(one, 2_000)));
    LiveRecordings.of(vertx).keep(Shifted.toNow(Planted.limit(3), 5_000));
    FakeConnection.open(vertx, Shifted.toNow(Planted.many(6, 1_000), 200));
    for (int i = 0; i < QUIET; i++) {
      closing = FakeConnection.open(vertx, Planted.quiet(1_000 + i, "10.0." + i / 250 + "." + i % 250 + ":" + i));
    }
    int port = Bodies.await(Inspector.create(vertx, new InspectorOptions().setPort(0).setToken(TOKEN)).listen())
      .actualPort();
    page = Chromium.open(vertx, directory, "http://127.0.0.1:" + port + "/");
  }

  @AfterAll
  static void close() {
    if (page != null) {
      page.close();
    }
    Bodies.await(vertx.close());
  }

  private static void go(String fragment) {
    page.evaluate("location.hash = '" + fragment + "'");
  }

  @Test
  @Order(1)
  void the_token_opens_the_page() {
    page.await("document.getElementById('login').hidden", "false");
    assertEquals("", page.evaluate(TEXT));
    page.evaluate("document.getElementById('token').value = 'wrong';"
      + " document.getElementById('login').requestSubmit()");
    page.await("document.getElementById('login-error').textContent", "the token is wrong");
    assertEquals("", page.evaluate(TEXT));
    page.evaluate("document.getElementById('token').value = '" + TOKEN + "';"
      + " document.getElementById('login').requestSubmit()");
    page.await("document.getElementById('totals').textContent", "10,005 connections");
    assertEquals("", page.evaluate("document.cookie"), "no script can read the cookie");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(delimiter = '|', textBlock = """
    1 | STREAM_WINDOW             | waited for the peer's window of 65,535 bytes; at 48 ms
    2 | APPLICATION_DOES_NOT_READ | has not read for
    3 | LIMIT                     | more than maxPings = 50
    4 | SLOW_RESPONSE             | orders on node b
    5 | SOCKET                    | socket
    """)
  @Order(2)
  void a_fault_is_named_in_a_sentence(int connection, String code, String sentence) {
    go("view=connection&id=" + connection);
    String finding = "document.querySelector('.finding[data-code=" + code + "]')?.innerText";
    page.await(finding, sentence.replace("'", "\\'"));
    assertTrue(page.evaluate("document.querySelector('.finding[data-code=" + code + "] a').href").contains(
      "diagnoses.adoc#diagnosis-"));
  }

  @Test
  @Order(2)
  void hostile_text_is_shown_as_text() {
    go("view=connection&id=2&stream=3");
    page.await(TEXT, "x-note");
    String shown = page.evaluate("document.querySelector('.fields .value').textContent");
    assertEquals(Planted.HOSTILE, shown);
    assertEquals("0 undefined HTTP/2 inspector", page.evaluate("document.querySelectorAll('main img, main script')"
      + ".length + ' ' + window.hacked + ' ' + document.title"));
  }

  @Test
  @Order(2)
  void a_thousand_streams_have_as_many_rows_as_fit() {
    go("view=connection&id=6");
    page.await("document.querySelector('.waterfall')?.getAttribute('aria-rowcount')", "1001");
    page.await("document.querySelectorAll('.waterfall .seg').length > 20", "true");
    assertTrue(Integer.parseInt(page.evaluate("String(document.querySelectorAll('.waterfall tbody tr').length)")) < 100);
    page.evaluate("document.querySelector('.rows').scrollTop = 1e6; ''");
    page.await("document.querySelector('.waterfall').innerText", "1999 GET /items/999");
    page.evaluate("[...document.querySelectorAll('.waterfall button')].find(b => b.innerText.startsWith('1999')).click()");
    page.await("document.querySelector('.exchange').innerText", "Frames of stream 1999");
    assertTrue(page.evaluate("location.hash").contains("stream=1999"));
  }

  @Test
  @Order(2)
  void ten_thousand_connections_have_as_many_rows_as_fit() {
    go("view=connections");
    page.await("document.querySelector('.connections')?.getAttribute('aria-rowcount')", "10006");
    assertTrue(Integer.parseInt(page.evaluate("String(document.querySelectorAll('.connections tbody tr').length)")) < 120);
    page.evaluate("document.querySelector('.rows').scrollTop = 1e9; ''");
    page.await(TEXT, closing.record().result().remoteAddress());
    page.evaluate("{ const filter = document.getElementById('filter'); filter.value = 'header:x-request-id';"
      + " filter.dispatchEvent(new Event('input')); undefined }");
    page.await("document.querySelector('.found').innerText", "1 of 10,005");
    page.await(TEXT, "198.51.100.7:50002");
  }

  @Test
  @Order(2)
  void the_keyboard_leads_from_row_to_row_and_from_tab_to_tab() {
    go("view=connection&id=6");
    page.await(TEXT, "3 GET /items/1");
    page.evaluate("document.querySelector('.waterfall tbody button').focus()");
    press("ArrowDown");
    assertEquals("3 GET /items/1", page.evaluate("document.activeElement.innerText"));
    page.evaluate("document.getElementById('tab-waterfall').focus()");
    press("ArrowRight");
    assertEquals("tab-windows true", page.evaluate("document.activeElement.id + ' ' + document.activeElement"
      + ".getAttribute('aria-selected')"));
    page.await(TEXT, "The window was used up for");
    press("f");
    page.await("document.getElementById('freeze').getAttribute('aria-pressed')", "true");
    press("f");
    page.await("document.getElementById('freeze').getAttribute('aria-pressed')", "false");
  }

  private static void press(String key) {
    page.evaluate("String(document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '" + key
      + "', bubbles: true})))");
  }

  @ParameterizedTest
  @CsvSource({"360, 2", "480, 4", "1400, 5"})
  @Order(2)
  void times_do_not_overlap_and_nothing_is_wider_than_the_screen(int width, int times) {
    page.resize(width, 900);
    go("view=connection&id=6");
    page.await(TEXT, "3 GET /items/1");
    page.await("document.querySelectorAll('.tick').length", Integer.toString(times));
    assertEquals("true", page.evaluate("{ const boxes = [...document.querySelectorAll('.tick')].map(tick =>"
      + " tick.getBoundingClientRect()); String(boxes.every((box, i) => i === 0 || boxes[i - 1].right < box.left)) }"));
    assertEquals("true", page.evaluate("String(document.documentElement.scrollWidth <= innerWidth"
      + " && document.querySelector('.rows').scrollWidth <= document.querySelector('.rows').clientWidth)"));
  }

  @Test
  @Order(2)
  void the_head_stays_one_line_with_large_numbers() {
    page.resize(1400, 900);
    page.evaluate("document.getElementById('totals').textContent ="
      + " '10,305 connections, 11,234 streams, 1.23 MiB/s in, 10.2 MiB/s out'");
    assertEquals("1", page.evaluate("String(new Set([...document.querySelectorAll('header button:not([hidden])')]"
      + ".map(each => each.getBoundingClientRect().top)).size)"));
  }

  @Test
  @Order(2)
  void freezing_again_and_again_leaves_one_update_at_a_time() {
    go("view=connection&id=6");
    page.await(TEXT, "3 GET /items/1");
    page.evaluate("window.asked = 0; window.real = window.fetch;"
      + " window.fetch = (...given) => new Promise(go => { asked++;"
      + " window.goOn = () => go(real(...given)); }); undefined");
    page.await("window.asked", "1");
    for (int i = 0; i < 6; i++) {
      press("f");
    }
    assertEquals("1", page.evaluate("String(asked)"));
    page.evaluate("window.fetch = real; goOn(); undefined");
  }

  @Test
  @Order(2)
  void a_token_in_a_link_stays_in_no_history() {
    go("token=" + TOKEN + "&view=kept");
    page.await(TEXT, "Ended with errors");
    assertEquals("#view=kept", page.evaluate("location.hash"));
  }

  @Test
  @Order(2)
  void another_link_in_the_same_page_is_followed() {
    go("view=constructor");
    page.await("document.querySelector('[aria-current]').innerText", "Connections");
    go("view=connections&filter=10.0.0.7:&sort=BYTES&descending=true");
    page.await("document.querySelector('.found').innerText", "1 of 10,005");
    page.await("document.querySelector('th[aria-sort=descending]').innerText", "Received / sent");
    go("view=connections&sort=nothing");
    page.await("document.getElementById('status').textContent", "sort must be one of");
    go("view=connections");
    page.await("document.querySelector('.found').innerText", "10,005 of 10,005");
    page.await("document.getElementById('status').textContent === ''", "true");
    go("view=connection&id=6&tab=constructor&from=x&to=y");
    page.await(TEXT, "3 GET /items/1");
  }

  @Test
  @Order(4)
  void a_login_that_has_ended_leads_to_the_form_for_the_token() {
    go("view=kept");
    page.await(TEXT, "Ended with errors");
    page.evaluate("fetch('/logout', { method: 'POST', headers: { 'content-type': 'application/json' } })"
      + ".then(() => '')");
    Repeat.until("the form is there", () -> page.evaluate("String(document.getElementById('login')?.hidden)").equals(
      "false"), () -> { });
    assertEquals("", page.evaluate(TEXT));
  }

  @Test
  @Order(3)
  void a_connection_is_closed_by_a_button() {
    go("view=connection&id=" + closing.id());
    page.await(TEXT, "Close connection");
    page.evaluate("window.confirm = () => true; document.querySelector('button.danger').click()");
    page.await("document.getElementById('status').textContent", "Asked the connection to close");
    assertEquals("[close]", closing.done.toString());
  }
}
