package io.github.vertxnghttp2.recording.export;

import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Way;
import io.github.vertxnghttp2.recording.json.JsonText;
import io.github.vertxnghttp2.recording.json.ModelJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes recordings as qlog files ({@code .sqlog}): a JSON text sequence (RFC 7464) by
 * draft-ietf-quic-qlog-main-schema, with the events of draft-pardue-httpbis-qlog-h2-events-00. What these have no
 * events for is in events of our own, so that {@link QlogReader} makes the same recording of the file again.
 */
public final class QlogWriter {
  private final Buffer out = Buffer.buffer();

  private QlogWriter() {
  }

  /** Writes a recording, in a time that is linear in its size. */
  public static Buffer write(Recording recording) {
    QlogWriter writer = new QlogWriter();
    writer.record(JsonText.of(header(recording)));
    writer.event(recording.takenAt(), QlogSchema.RECORDING, -1, new JsonObject().put("taken_at", recording.takenAt())
      .put("connections", recording.connections().size()));
    int group = 0;
    for (RecordedConnection connection : recording.connections()) {
      writer.connection(connection, group++);
    }
    return writer.out;
  }

  private static JsonObject header(Recording recording) {
    List<Side> sides = recording.connections().stream().map(RecordedConnection::side).distinct().toList();
    String type = sides.size() == 1 ? sides.get(0).name().toLowerCase(Locale.ROOT) : "unknown";
    JsonObject time = new JsonObject().put("clock_type", "system").put("epoch", QlogSchema.EPOCH);
    JsonObject trace = new JsonObject()
      .put("common_fields", new JsonObject().put("time_format", "relative_to_epoch").put("reference_time", time))
      .put("vantage_point", new JsonObject().put("name", "vertx-nghttp2").put("type", type))
      .put("event_schemas", new JsonArray(QlogSchema.EVENTS));
    return new JsonObject().put("file_schema", QlogSchema.FILE).put("serialization_format", QlogSchema.FORMAT)
      .put("title", recording.title()).put("trace", trace);
  }

  private void record(String json) {
    out.appendByte((byte) QlogSchema.SEPARATOR).appendString(json).appendString("\n");
  }

  /**
   * @param time  microseconds since the epoch; qlog has milliseconds with a fraction
   * @param group the place of the connection in the recording, negative for an event of all of them
   */
  private void event(long time, String name, int group, JsonObject data) {
    record("{\"time\":" + time / 1000 + String.format(Locale.ROOT, ".%03d", time % 1000) + ",\"name\":\"" + name + '"'
      + (group < 0 ? "" : ",\"group_id\":\"" + group + '"') + ",\"data\":" + JsonText.of(data) + '}');
  }

  private void connection(RecordedConnection connection, int group) {
    event(connection.openedAt(), QlogSchema.CONNECTION, group, ModelJson.connection(connection));
    parameters(connection, group, "local", connection.localSettings());
    parameters(connection, group, "remote", connection.remoteSettings());
    Heads heads = new Heads(connection);
    List<RecordedFrame> frames = connection.frames();
    List<RecordedWait> waits = connection.waits();
    List<RecordedExchange> exchanges = connection.exchanges();
    int frame = 0;
    int wait = 0;
    int exchange = 0;
    while (frame < frames.size() || wait < waits.size() || exchange < exchanges.size()) {
      long frameAt = frame < frames.size() ? frames.get(frame).time() : Long.MAX_VALUE;
      long waitAt = wait < waits.size() ? waits.get(wait).from() : Long.MAX_VALUE;
      long exchangeAt = exchange < exchanges.size() ? beginning(exchanges.get(exchange)) : Long.MAX_VALUE;
      if (exchangeAt <= frameAt && exchangeAt <= waitAt) {
        event(exchangeAt, QlogSchema.EXCHANGE, group, ModelJson.exchange(exchanges.get(exchange++)));
      } else if (waitAt <= frameAt) {
        wait(waits.get(wait++), group);
      } else {
        frame(frames.get(frame++), group, heads);
      }
    }
  }

  /** When an exchange began: by the first time of it that is known. */
  private static long beginning(RecordedExchange exchange) {
    for (long time : new long[] {exchange.queuedAt(), exchange.requestHeadAt(), exchange.requestEndAt(),
      exchange.responseHeadAt()}) {
      if (time != 0) {
        return time;
      }
    }
    return exchange.endAt();
  }

  private void parameters(RecordedConnection connection, int group, String owner, Map<SettingId, Long> settings) {
    if (!settings.isEmpty()) {
      JsonObject data = new JsonObject().put("owner", owner).mergeIn(ModelJson.settings(settings));
      Object connect = data.remove("enable_connect_protocol"); // the draft has another name for it
      event(connection.openedAt(), QlogSchema.PARAMETERS, group,
        connect == null ? data : data.put("extended_connect", connect));
    }
  }

  private void wait(RecordedWait wait, int group) {
    event(wait.from(), QlogSchema.WAIT, group, new JsonObject().put("stream_id", wait.streamId())
      .put("reason", wait.reason().name()).put("from", wait.from()).put("to", wait.isOpen() ? null : wait.to()));
  }

  private void frame(RecordedFrame frame, int group, Heads heads) {
    event(frame.time(), frame.way() == Way.SENT ? QlogSchema.FRAME_SENT : QlogSchema.FRAME_RECEIVED, group,
      QlogFrames.write(frame, heads.fields(frame)));
  }
}
