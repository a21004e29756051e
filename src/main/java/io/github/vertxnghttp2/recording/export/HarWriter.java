package io.github.vertxnghttp2.recording.export;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.json.JsonText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes the exchanges of a recording as a HAR 1.2 file, which the network panels of browsers open. All of them are of
 * one page. {@code connection} tells the connections apart. Bodies, cookies and sizes of heads are not in it.
 */
public final class HarWriter {
  private static final String PAGE = "page_1";

  private HarWriter() {
  }

  /** Writes a recording, in a time that is linear in its size but for the sorting of the entries by their start. */
  public static Buffer write(Recording recording) {
    List<HarEntry> entries = new ArrayList<>();
    for (RecordedConnection connection : recording.connections()) {
      for (RecordedExchange exchange : connection.exchanges()) {
        entries.add(new HarEntry(connection, exchange, recording.takenAt()));
      }
    }
    entries.sort(Comparator.comparingLong(HarEntry::startedAt));
    Buffer out = Buffer.buffer();
    out.appendString("{\"log\":{\"version\":\"1.2\",\"creator\":").appendString(JsonText.of(creator()));
    long start = entries.isEmpty() ? recording.takenAt() : entries.get(0).startedAt();
    out.appendString(",\"pages\":[").appendString(JsonText.of(page(recording, start))).appendString("],\"entries\":[");
    String separator = "\n";
    for (HarEntry entry : entries) {
      out.appendString(separator).appendString(JsonText.of(entry.json(PAGE)));
      separator = ",\n";
    }
    return out.appendString("\n]}}\n");
  }

  private static JsonObject creator() {
    String version = HarWriter.class.getPackage().getImplementationVersion();
    return new JsonObject().put("name", "vertx-nghttp2").put("version", version == null ? "unknown" : version);
  }

  private static JsonObject page(Recording recording, long start) {
    JsonObject timings = new JsonObject().put("onContentLoad", -1).put("onLoad", -1);
    return new JsonObject().put("startedDateTime", HarEntry.dateTime(start)).put("id", PAGE)
      .put("title", recording.title()).put("pageTimings", timings);
  }
}
