package io.github.vertxnghttp2.impl.telemetry;

import io.github.vertxnghttp2.AccessLogFormat;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;

import java.time.Instant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AccessLogTest {
  private static final Instant BEGAN = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final String NASTY = "a\"b\\c\r\nd\u0000e\u007ff\u0085g\u2028h\u00e9 {0}";

  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();

  private AccessEntry entry(String uri, int status, long bytes, Http2Exception reset) {
    ObservedRequest request = new ObservedRequest(5, HttpMethod.GET, "https", "example.org", uri, headers,
      SocketAddress.inetSocketAddress(1234, "192.0.2.7"));
    ObservedResponse response = status == 0 ? null : new ObservedResponse(status, MultiMap.caseInsensitiveMultiMap());
    return new AccessEntry(request, response, false, null, reset, BEGAN, status == 0 ? -1 : 1_500_000, 2_750_000, 3,
      bytes);
  }

  private static String line(AccessLogFormat format, AccessEntry entry) {
    return AccessLog.of(format).line(entry);
  }

  private static JsonObject json(AccessEntry entry) {
    return new JsonObject(line(AccessLogFormat.JSON, entry));
  }

  @Test
  void no_format_is_no_log() {
    assertNull(AccessLog.of(AccessLogFormat.NONE));
  }

  @Test
  void common_is_what_apache_writes() {
    String line = line(AccessLogFormat.COMMON, entry("/a?b=c", 200, 2326, null));
    assertTrue(line.matches(
      "192\\.0\\.2\\.7 - - \\[0[12]/Jan/2026:\\d\\d:\\d\\d:05 [+-]\\d{4}] \"GET /a\\?b=c HTTP/2\\.0\" 200 2326"), line);
  }

  @Test
  void a_request_without_response_and_body_has_dashes() {
    String line = line(AccessLogFormat.COMMON, entry("/", 0, 0, new StreamClosedException(5, 8, Initiator.REMOTE)));
    assertTrue(line.endsWith("\"GET / HTTP/2.0\" - -"), line);
  }

  @Test
  void combined_adds_referer_and_user_agent() {
    headers.set("user-agent", "curl/8");
    String line = line(AccessLogFormat.COMBINED, entry("/", 404, 9, null));
    assertTrue(line.endsWith("\"GET / HTTP/2.0\" 404 9 \"-\" \"curl/8\""), line);
  }

  @Test
  void values_of_a_client_cannot_end_the_line_or_a_quotation() {
    headers.set("referer", NASTY).set("user-agent", "x");
    String line = line(AccessLogFormat.COMBINED, entry("/" + NASTY, 200, 1, null));
    String escaped = "a\\\"b\\\\c\\x0d\\x0ad\\x00e\\x7ff\\xc2\\x85g\\xe2\\x80\\xa8h\\xc3\\xa9 {0}";
    assertTrue(line.endsWith("\"GET /" + escaped + " HTTP/2.0\" 200 1 \"" + escaped + "\" \"x\""), line);
    String json = line(AccessLogFormat.JSON, entry("/" + NASTY, 200, 1, null));
    assertTrue(json.chars().noneMatch(c -> c < ' ' || c >= 0x7f && c < 0xa0 || c == 0x2028), json);
    assertEquals("/" + NASTY, new JsonObject(json).getString("uri"));
    assertEquals(NASTY, new JsonObject(json).getString("referer"));
  }

  @Test
  void json_has_timings_bytes_and_stream() {
    assertEquals(new JsonObject().put("time", "2026-01-02T03:04:05.678Z").put("remote", "192.0.2.7:1234")
      .put("protocol", "HTTP/2").put("streamId", 5).put("method", "GET").put("scheme", "https")
      .put("authority", "example.org").put("uri", "/a?b=c").put("status", 200).put("firstByteMicros", 1500)
      .put("totalMicros", 2750).put("bytesIn", 3).put("bytesOut", 2326), json(entry("/a?b=c", 200, 2326, null)));
  }

  @Test
  void json_names_the_code_of_a_reset_and_who_did_it() {
    JsonObject json = json(entry("/", 0, 0, new StreamClosedException(5, ErrorCode.CANCEL.code(), Initiator.REMOTE)));
    assertEquals("CANCEL", json.getString("reset"));
    assertEquals("remote", json.getString("resetBy"));
    assertNull(json.getValue("status"));
    assertNull(json.getValue("firstByteMicros"));
  }
}
