package io.github.vertxnghttp2.recording.json;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.Way;
import io.github.vertxnghttp2.recording.analysis.Segment;
import io.github.vertxnghttp2.recording.analysis.Waterfall;
import io.github.vertxnghttp2.recording.analysis.WaterfallRow;
import io.github.vertxnghttp2.recording.analysis.WindowSeries;
import io.github.vertxnghttp2.recording.analysis.Windows;
import io.github.vertxnghttp2.recording.diagnosis.Diagnosis;
import io.github.vertxnghttp2.recording.diagnosis.Finding;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;

/**
 * Recordings with their waterfalls, windows and findings as JSON for a page. {@link JsonText} makes text of it.
 *
 * <pre>{@code
 * {"title": "node a", "taken_at": 1796009400123456, "connections": [{
 *   (all that ModelJson.connection has),
 *   "exchanges": [(all that ModelJson.exchange has)],
 *   "waits": [[from, to or null, stream, reason], …],
 *   "frames": [[time, way, type, flags, stream, length, value], …],
 *   "waterfall": [{"request": [segment, …], "response": [segment, …]}, …],   in the order of the exchanges
 *   "windows": [{"stream_id": 0, "way": "SENT", "points": [[time, bytes], …]}, …],
 *   "findings": [{"code", "severity", "stream_id", "text", "setting", "anchor", "from", "to", "explained"}, …]
 * }]}
 * }</pre>
 *
 * A segment is {@code [kind, from, to, bytes, frames, reason or null]}. Reasons, kinds, ways and codes are the names of
 * the constants of {@code Wait}, {@code SegmentKind}, {@code Way} and {@code FindingCode}. Times are microseconds since
 * the epoch. Findings come with the most important first.
 */
public final class RecordingJson {
  private RecordingJson() {
  }

  /** A recording with all that follows from it. */
  public static JsonObject recording(Recording recording) {
    JsonArray connections = new JsonArray();
    recording.connections().forEach(one -> connections.add(connection(one, recording.takenAt())));
    return new JsonObject().put("title", recording.title()).put("taken_at", recording.takenAt())
      .put("connections", connections);
  }

  /**
   * A connection with all that follows from it.
   *
   * @param takenAt when it was recorded: microseconds since the epoch
   */
  public static JsonObject connection(RecordedConnection connection, long takenAt) {
    JsonArray exchanges = new JsonArray();
    connection.exchanges().forEach(exchange -> exchanges.add(ModelJson.exchange(exchange)));
    JsonArray waits = new JsonArray();
    connection.waits().forEach(wait -> waits.add(wait(wait)));
    JsonArray frames = new JsonArray();
    connection.frames().forEach(frame -> frames.add(frame(frame)));
    return ModelJson.connection(connection).put("exchanges", exchanges).put("waits", waits).put("frames", frames)
      .put("waterfall", waterfall(Waterfall.of(connection, takenAt))).put("windows", windows(connection))
      .put("findings", findings(Diagnosis.of(connection, takenAt)));
  }

  /** Findings, with the anchors in the guide. */
  public static JsonArray findings(List<Finding> findings) {
    JsonArray json = new JsonArray();
    for (Finding finding : findings) {
      json.add(new JsonObject().put("code", finding.code().name()).put("severity", finding.severity().name())
        .put("stream_id", finding.streamId()).put("text", finding.text()).put("setting", finding.setting())
        .put("anchor", finding.guideAnchor()).put("from", finding.from()).put("to", finding.to())
        .put("explained", finding.explained()));
    }
    return json;
  }

  private static JsonArray wait(RecordedWait wait) {
    return new JsonArray().add(wait.from()).add(wait.isOpen() ? null : wait.to()).add(wait.streamId())
      .add(wait.reason().name());
  }

  private static JsonArray frame(RecordedFrame frame) {
    return new JsonArray().add(frame.time()).add(frame.way().name()).add(frame.type()).add(frame.flags())
      .add(frame.streamId()).add(frame.length()).add(frame.value());
  }

  private static JsonArray waterfall(List<WaterfallRow> rows) {
    JsonArray json = new JsonArray();
    rows.forEach(row -> json.add(new JsonObject().put("request", segments(row.request()))
      .put("response", segments(row.response()))));
    return json;
  }

  private static JsonArray segments(List<Segment> segments) {
    JsonArray json = new JsonArray();
    for (Segment segment : segments) {
      json.add(new JsonArray().add(segment.kind().name()).add(segment.from()).add(segment.to()).add(segment.bytes())
        .add(segment.frames()).add(segment.reason() == null ? null : segment.reason().name()));
    }
    return json;
  }

  private static JsonArray windows(RecordedConnection connection) {
    JsonArray json = new JsonArray();
    for (Way way : Way.values()) {
      json.add(series(Windows.ofConnection(connection, way)));
      Windows.ofStreams(connection, way).forEach(series -> json.add(series(series)));
    }
    return json;
  }

  private static JsonObject series(WindowSeries series) {
    JsonArray points = new JsonArray();
    series.points().forEach(point -> points.add(new JsonArray().add(point.time()).add(point.bytes())));
    return new JsonObject().put("stream_id", series.streamId()).put("way", series.way().name()).put("points", points);
  }
}
