package io.github.vertxnghttp2.recording.json;

import io.github.vertxnghttp2.recording.LargeRecording;
import io.github.vertxnghttp2.recording.RandomRecording;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.SampleRecording;
import io.github.vertxnghttp2.recording.diagnosis.Diagnosis;
import io.github.vertxnghttp2.testing.Seeds;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RecordingJsonTest {
  private static final Path SAMPLE = Path.of(System.getProperty("project.basedir", "."),
    "src/test/resources/recording/sample.json");

  /** With {@code -Drecording.write=true} this writes the file. */
  @Test
  void the_sample_is_what_is_made_of_the_recording() throws IOException {
    JsonObject json = RecordingJson.recording(SampleRecording.make());
    if (Boolean.getBoolean("recording.write")) {
      Files.writeString(SAMPLE, json.encodePrettily() + "\n");
    }
    assertEquals(new JsonObject(Files.readString(SAMPLE)), new JsonObject(json.encode()));
  }

  @Test
  void a_hostile_value_is_harmless_in_a_page_and_is_not_changed() {
    String hostile = "</script>\"'\\\u0000\u001e\n\u2028\u2029\ud800x\udc00\ud83d\ude00é";
    JsonObject json = new JsonObject().put("value", hostile);
    String text = JsonText.of(json);
    assertFalse(text.contains("<") || text.contains("\u2028") || text.contains("\ud800x"), text);
    assertEquals(json, new JsonObject(text));
    assertEquals("{\"a\":\"b\"}", JsonText.of(new JsonObject().put("a", "b")));
  }

  /** A file that was opened may hold anything. */
  @Test
  void whatever_a_recording_holds_becomes_json_with_a_bounded_number_of_findings() {
    Seeds.each(200, random -> {
      Recording recording = new RandomRecording(random).make(8);
      JsonObject json = new JsonObject(JsonText.of(RecordingJson.recording(recording)));
      for (Object connection : json.getJsonArray("connections")) {
        JsonArray findings = ((JsonObject) connection).getJsonArray("findings");
        assertTrue(findings.size() <= Diagnosis.MAX_FINDINGS, findings::encode);
        findings.forEach(finding -> assertTrue(((JsonObject) finding).getString("text").length() < 10_000));
      }
    });
  }

  /** The text grows as the recording does, and so does all that is derived on the way. */
  @Test
  void ten_thousand_streams_are_linear_work() {
    int whole = JsonText.of(RecordingJson.recording(LargeRecording.make(10_000))).length();
    int half = JsonText.of(RecordingJson.recording(LargeRecording.make(5000))).length();
    assertTrue(whole < 2.1 * half, whole + " of " + half);
  }
}
