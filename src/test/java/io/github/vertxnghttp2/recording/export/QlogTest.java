package io.github.vertxnghttp2.recording.export;

import io.github.vertxnghttp2.recording.LargeRecording;
import io.github.vertxnghttp2.recording.RandomRecording;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.SampleRecording;
import io.github.vertxnghttp2.recording.json.RecordingFormatException;
import io.github.vertxnghttp2.testing.Seeds;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class QlogTest {
  private static final Path SAMPLE = SchemaFile.FOLDER.resolve("sample.sqlog");

  private final Buffer sample = QlogWriter.write(SampleRecording.make());

  /** The objects of a JSON text sequence. */
  private static List<JsonObject> records(Buffer file) {
    String text = file.toString();
    assertTrue(text.startsWith("\u001e"));
    List<JsonObject> records = new ArrayList<>();
    for (String record : text.substring(1).split("\u001e", -1)) {
      assertTrue(record.endsWith("\n") && record.indexOf('\n') == record.length() - 1, record);
      records.add(new JsonObject(record));
    }
    return records;
  }

  private static String failure(String file) {
    return failure(Buffer.buffer(file));
  }

  private static String failure(Buffer file) {
    return assertThrows(RecordingFormatException.class, () -> QlogReader.read(file)).getMessage();
  }

  /** With {@code -Drecording.write=true} this writes the file. */
  @Test
  void the_sample_is_what_is_made_of_the_recording_and_the_other_way_round() throws IOException {
    if (Boolean.getBoolean("recording.write")) {
      Files.write(SAMPLE, sample.getBytes());
    }
    assertEquals(Files.readString(SAMPLE), sample.toString());
    assertEquals(SampleRecording.make(), QlogReader.read(Buffer.buffer(Files.readAllBytes(SAMPLE))));
  }

  @Test
  void each_record_is_valid_by_the_drafts() throws IOException {
    SchemaFile schema = new SchemaFile("qlog.schema.json");
    records(sample).forEach(schema::assertValid);
    records(QlogWriter.write(new RandomRecording(new Random(1)).make(10))).forEach(schema::assertValid);
    JsonObject event = records(sample).get(5);
    assertTrue(!schema.isValid(event.copy().putNull("time")) && !schema.isValid(new JsonObject()), event::encode);
  }

  @Test
  void the_kind_of_file_stands_at_its_beginning_and_heads_have_their_fields() {
    String start = sample.getString(0, 256);
    assertTrue(start.contains("\"serialization_format\":\"application/qlog+json-seq\""), start);
    assertTrue(sample.toString().contains("{\"time\":1796009400133.456,\"name\":\"http2:frame_parsed\",\"group_id\":\"0\","
      + "\"data\":{\"stream_id\":1,\"length\":40,\"frame\":{\"frame_type\":\"headers\",\"headers\":["
      + "{\"name\":\":method\",\"value\":\"GET\"},{\"name\":\":scheme\",\"value\":\"https\"},"), sample::toString);
    assertTrue(sample.toString().contains("{\"name\":\"authorization\"}"), "a value is left out");
  }

  @Test
  void events_of_a_connection_are_in_order_of_time() {
    for (String group : List.of("0", "1")) {
      List<Double> times = records(sample).stream().filter(event -> group.equals(event.getString("group_id")))
        .map(event -> event.getDouble("time")).toList();
      assertEquals(times.stream().sorted().toList(), times);
    }
  }

  @Test
  void random_recordings_are_the_same_after_export_and_import() {
    Seeds.each(300, random -> {
      Recording recording = new RandomRecording(random).make(4);
      assertEquals(recording, QlogReader.read(QlogWriter.write(recording)));
    });
  }

  @Test
  void unknown_events_and_members_are_ignored() {
    String more = "\u001e{\"time\":1,\"name\":\"http3:frame_parsed\",\"data\":{}}\n"
      + "\u001e{\n\n\"time\":1,\"name\":\"x:y\"}\n";
    String file = sample.toString().replace("\"bytes_sent\"", "\"later\":{\"x\":[1]},\"bytes_sent\"") + more;
    assertEquals(SampleRecording.make(), QlogReader.read(Buffer.buffer(file)));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "\"status\":200 | \"status\":\"200\" | data.status: expected a whole number from 0 to 999, got \"200\"",
    "\"status\":200 | \"status\":1e400 | data.status: expected a whole number from 0 to 999, got Infinity",
    "\"status\":200 | \"status\":200.5 | data.status: expected a whole number from 0 to 999, got 200.5",
    "\"status\":200 | \"status\":99999999999999999999 | data.status: expected a whole number from 0 to 999, got 9",
    "\"status\":200, | `` | data.status: expected a whole number from 0 to 999, it is missing",
    "\"side\":\"SERVER\" | \"side\":\"<b>\u001b\" | it is not JSON",
    "\"side\":\"SERVER\" | \"side\":\"<b>\\u001b\" | data.side: expected one of [SERVER, CLIENT], got \"<b>\\x1b\"",
    "\"tls\":{\"version\" | \"tls\":{\"v\" | data.tls.version: expected a text, it is missing",
    "\"reason\":\"BUS_WRITES\" | \"reason\":{} | data.reason: expected one of [STREAM_WINDOW,",
    "\"frame_type\":\"data\" | \"frame_type\":\"date\" | data.frame.frame_type: expected the name of a frame type, got \"date\"",
    "\"increment\":65535 | \"increment\":-1 | data.frame.increment: expected a whole number from 0 to 4294967295, got -1",
    "\"group_id\":\"0\" | \"group_id\":\"9\" | group_id: expected the group of a connection before it, got \"0\"",
    "\"group_id\":\"1\" | \"group_id\":\"0\" | group_id: expected one connection of each group, got \"0\"",
    "\"request_fields\":[] | \"request_fields\":[[\"a\"]] | data.request_fields: expected arrays of a name and a value, got an array",
    "\"stream_id\":3,\"method\" | \"stream_id\":1,\"method\" | data.stream_id: expected one exchange of each stream, got 1",
    "\"taken_at\" | \"taken\" | data.taken_at: expected a whole number from 0 to 9007199254740992, it is missing",
    "file:sequential | file:contained | file_schema: expected urn:ietf:params:qlog:file:sequential, got"})
  void what_is_wrong_is_named_with_its_line(String right, String wrong, String message) {
    String file = sample.toString();
    assertTrue(file.contains(right), right);
    String failure = failure(file.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong)));
    assertTrue(failure.matches("(?s)line \\d+: .*") && failure.contains(message), failure);
  }

  @Test
  void the_line_is_the_right_one() {
    String[] lines = sample.toString().split("(?<=\n)");
    lines[6] = "\u001e[]\n";
    assertEquals("line 7: it is not a JSON object", failure(String.join("", lines)));
  }

  @Test
  void files_of_other_kinds_are_rejected() {
    assertEquals("the file has no event vertxnghttp2:recording. Was it written by vertx-nghttp2?", failure(""));
    assertEquals("the file has 2 of 3 connections. Is it complete?", failure(sample.toString().replace(
      "\"connections\":2", "\"connections\":3")));
    assertEquals("line 1: a record of a JSON text sequence begins with the byte 0x1e. Is it a .sqlog file?",
      failure("{\"log\":{}}"));
    assertEquals("line 1: the record does not end with a line feed. Is the file complete?",
      failure(sample.getBuffer(0, 100)));
    assertEquals("line 1: it is not UTF-8", failure(Buffer.buffer(new byte[] {0x1e, '"', (byte) 0xff, '"', '\n'})));
    assertEquals("line 1: it is not JSON", failure("\u001e" + "[".repeat(1_000_000) + "\n"));
    assertEquals("line 1: the record has 4194306 bytes; 4194304 are allowed",
      failure("\u001e" + " ".repeat(QlogReader.MAX_RECORD) + "\n"));
    assertEquals("the file has 67108865 bytes; 67108864 are allowed",
      failure(Buffer.buffer(new byte[QlogReader.MAX_FILE + 1])));
  }

  @Test
  void a_file_that_was_damaged_is_rejected_or_read_and_nothing_else() {
    byte[] file = sample.getBytes();
    Seeds.each(300, random -> {
      byte[] damaged = file.clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        damaged[random.nextInt(file.length)] = (byte) "\u001e\n\"\\{}[],:0-n".charAt(random.nextInt(13));
      }
      try {
        QlogReader.read(Buffer.buffer(damaged));
      } catch (RecordingFormatException e) {
        assertTrue(e.getMessage().length() < 400 && e.getMessage().chars().allMatch(c -> c >= ' ' && c < 0x2027),
          e::getMessage);
      }
    });
  }

  @Test
  void ten_thousand_streams_fit_into_a_file_that_can_be_read() {
    Recording recording = LargeRecording.make(10_000);
    Buffer file = QlogWriter.write(recording);
    assertEquals(recording, QlogReader.read(file));
    assertTrue(file.length() < QlogReader.MAX_FILE / 3, () -> "bytes: " + file.length());
    Buffer half = QlogWriter.write(LargeRecording.make(5000));
    assertTrue(file.length() < 2.1 * half.length(), "the size is linear");
    assertEquals(file.toString(), new String(file.getBytes(), StandardCharsets.UTF_8));
  }
}
