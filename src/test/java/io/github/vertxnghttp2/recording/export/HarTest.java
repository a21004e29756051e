package io.github.vertxnghttp2.recording.export;

import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.recording.ConnectionBuilder;
import io.github.vertxnghttp2.recording.ExchangeBuilder;
import io.github.vertxnghttp2.recording.RandomRecording;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.SampleRecording;
import io.github.vertxnghttp2.recording.Way;
import io.github.vertxnghttp2.testing.Seeds;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static io.github.vertxnghttp2.recording.ConnectionBuilder.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HarTest {
  private static final Path SAMPLE = SchemaFile.FOLDER.resolve("sample.har");

  private static JsonArray entries(JsonObject har) {
    return har.getJsonObject("log").getJsonArray("entries");
  }

  private static JsonObject entry(ExchangeBuilder exchange) {
    return entry(new ConnectionBuilder().exchange(exchange));
  }

  private static JsonObject entry(ConnectionBuilder connection) {
    Recording recording = new Recording("one", at(1000), List.of(connection.build()));
    return entries(HarWriter.write(recording).toJsonObject()).getJsonObject(0);
  }

  private static String timings(ExchangeBuilder exchange) {
    JsonObject entry = entry(exchange);
    JsonObject timings = entry.getJsonObject("timings");
    double sum = Math.max(0, timings.getDouble("blocked")) + timings.getDouble("send") + timings.getDouble("wait")
      + timings.getDouble("receive");
    assertEquals(entry.getDouble("time"), sum, 0.001);
    return List.of(timings.getValue("blocked"), timings.getValue("send"), timings.getValue("wait"), timings.getValue(
      "receive")).toString();
  }

  @Test
  void what_was_open_ends_with_its_connection() {
    ConnectionBuilder connection = new ConnectionBuilder().exchange(new ExchangeBuilder(1).request(10, 10));
    connection.closedAt = at(200);
    assertEquals(190.0, entry(connection).getDouble("time"));
  }

  /** With {@code -Drecording.write=true} this writes the file. */
  @Test
  void the_sample_is_what_is_made_of_the_recording() throws IOException {
    String har = HarWriter.write(SampleRecording.make()).toString();
    if (Boolean.getBoolean("recording.write")) {
      Files.writeString(SAMPLE, har);
    }
    assertEquals(Files.readString(SAMPLE), har);
  }

  @Test
  void files_are_valid_by_the_schema_whatever_the_values_are() throws IOException {
    SchemaFile schema = new SchemaFile("har.schema.json");
    schema.assertValid(HarWriter.write(SampleRecording.make()).toJsonObject());
    Seeds.each(50, random -> {
      String har = HarWriter.write(new RandomRecording(random).make(4)).toString();
      schema.assertValid(new JsonObject(har));
      assertFalse(har.contains("</script"));
    });
    JsonObject broken = HarWriter.write(SampleRecording.make()).toJsonObject();
    entries(broken).getJsonObject(0).getJsonObject("timings").put("send", -1);
    assertFalse(schema.isValid(broken));
  }

  @Test
  void times_follow_one_another() {
    assertEquals("[-1, 2.0, 10.5, 100.0]", timings(new ExchangeBuilder(1).request(0, 2).response(200, 12.5, 112.5)));
    assertEquals("[40.0, 2.0, 8.0, 50.0]", timings(new ExchangeBuilder(1).queued(10).request(50, 52).response(200, 60,
      110)));
    assertEquals("[-1, 10.0, 0.0, 90.0]", timings(new ExchangeBuilder(1).request(0, 50).response(200, 10, 100)));
  }

  @Test
  void an_exchange_that_has_not_ended_takes_until_the_recording() {
    assertEquals("[-1, 1000.0, 0.0, 0.0]", timings(new ExchangeBuilder(1).request(0, -1)));
    assertEquals("[-1, 0.0, 1000.0, 0.0]", timings(new ExchangeBuilder(1).request(0, 0)));
    assertEquals("[900.0, 0.0, 0.0, 0.0]", timings(new ExchangeBuilder(0).queued(100)));
    assertEquals("not complete when it was recorded", entry(new ExchangeBuilder(1).request(0, 0)).getJsonObject(
      "response").getString("_error"));
  }

  @Test
  void a_reset_is_told_with_its_code() {
    JsonObject entry = entry(new ExchangeBuilder(1).request(0, 0).reset(5, 8, Way.SENT));
    assertEquals("reset by this side: CANCEL", entry.getJsonObject("response").getString("_error"));
    assertEquals(0, entry.getJsonObject("response").getInteger("status"));
  }

  @Test
  void the_url_is_made_of_the_head() {
    ExchangeBuilder exchange = new ExchangeBuilder(1).request(0, 0);
    exchange.target = "/a b<ü>\"?x=1&y=%20%zz&z";
    JsonObject request = entry(exchange).getJsonObject("request");
    assertEquals("https://example.org/a%20b%3C%C3%BC%3E%22?x=1&y=%20%zz&z", request.getString("url"));
    assertEquals("[{\"name\":\"x\",\"value\":\"1\"},{\"name\":\"y\",\"value\":\"%20%zz\"},{\"name\":\"z\",\"value\":\"\"}]",
      request.getJsonArray("queryString").encode());
    exchange.target = null;
    exchange.authority = null;
    ConnectionBuilder cleartext = new ConnectionBuilder();
    cleartext.tls = null;
    assertEquals("http://127.0.0.1:8443/", entry(cleartext.exchange(exchange)).getJsonObject("request").getString("url"));
  }

  @Test
  void connections_are_told_apart_and_entries_are_in_order() {
    JsonArray entries = entries(HarWriter.write(SampleRecording.make()).toJsonObject());
    List<String> connections = entries.stream().map(entry -> ((JsonObject) entry).getString("connection")).toList();
    assertEquals(List.of("7", "8", "8", "7", "7", "7"), connections);
    JsonObject first = entries.getJsonObject(0);
    assertEquals("2026-11-30T03:30:00.133Z", first.getString("startedDateTime"));
    assertEquals("127.0.0.1", first.getString("serverIPAddress"));
    assertEquals("{\"name\":\"authorization\",\"value\":\"\",\"comment\":\"the value was not recorded\"}",
      first.getJsonObject("request").getJsonArray("headers").getJsonObject(1).encode());
  }

  @ParameterizedTest
  @CsvSource({"text/html; charset=utf-8, document", "text/css, stylesheet", "application/javascript, script",
    "image/png, image", "font/woff2, font", "video/mp4, media", "text/event-stream, eventsource",
    "application/json, fetch", "application/octet-stream, other", "'', other"})
  void the_type_of_a_resource_follows_from_its_content(String content, String type) {
    ExchangeBuilder exchange = new ExchangeBuilder(1).request(0, 0).response(200, 1, 2);
    exchange.responseFields.add(new Header("Content-Type", content));
    assertEquals(type, entry(exchange).getString("_resourceType"));
  }

  @Test
  void a_recording_of_nothing_is_a_file_too() throws IOException {
    JsonObject har = HarWriter.write(new Recording("nothing", at(0), List.of())).toJsonObject();
    new SchemaFile("har.schema.json").assertValid(har);
    assertTrue(entries(har).isEmpty());
  }
}
