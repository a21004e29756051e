package io.github.vertxnghttp2.recording.json;

import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedTls;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Way;
import io.vertx.core.json.JsonArray;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads what {@link ModelJson} writes. Unknown members are ignored. A wrong one is a {@link RecordingFormatException}.
 */
public final class ModelReader {
  private static final long MAX_CODE = 0xffff_ffffL;

  private ModelReader() {
  }

  /** A connection without frames, waits and exchanges. */
  public static RecordedConnection connection(Fields fields) {
    return new RecordedConnection(fields.number("id"), fields.constant("side", Side.class), fields.text("node"),
      fields.text("local_address"), fields.text("remote_address"), tls(fields), fields.number("opened_at"),
      fields.number("closed_at"), fields.textOrNull("end"), settings(fields.object("local_settings")),
      settings(fields.object("remote_settings")), fields.number("round_trip"), fields.number("bytes_received"),
      fields.number("bytes_sent"), fields.number("streams_opened"),
      (int) fields.number("streams_open", 0, Integer.MAX_VALUE), window(fields, "send_window"),
      window(fields, "receive_window"), fields.number("field_bytes"), fields.number("block_bytes"), limits(fields),
      fields.number("lost_frames"), List.of(), List.of(), List.of());
  }

  private static RecordedTls tls(Fields fields) {
    if (!fields.has("tls")) {
      return null;
    }
    Fields tls = fields.object("tls");
    return new RecordedTls(tls.text("version"), tls.text("cipher"), tls.text("protocol"),
      tls.textOrNull("server_name"));
  }

  private static Map<SettingId, Long> settings(Fields fields) {
    Map<SettingId, Long> settings = new EnumMap<>(SettingId.class);
    for (SettingId id : SettingId.values()) {
      String name = id.name().toLowerCase(Locale.ROOT);
      if (fields.has(name)) {
        settings.put(id, fields.number(name, 0, MAX_CODE));
      }
    }
    return settings;
  }

  private static List<String> limits(Fields fields) {
    List<String> limits = new ArrayList<>();
    for (Object limit : fields.array("limits")) {
      if (!(limit instanceof String text)) {
        throw fields.wrong("limits", "texts", limit);
      }
      limits.add(text);
    }
    return limits;
  }

  /** An exchange. */
  public static RecordedExchange exchange(Fields fields) {
    long reset = fields.has("reset") ? fields.number("reset", 0, MAX_CODE) : RecordedExchange.NOT_RESET;
    Way resetBy = fields.has("reset_by") ? fields.constant("reset_by", Way.class) : null;
    return new RecordedExchange((int) fields.number("stream_id", 0, Integer.MAX_VALUE), fields.textOrNull("method"),
      fields.textOrNull("target"), fields.textOrNull("authority"), (int) fields.number("status", 0, 999),
      headers(fields, "request_fields"), headers(fields, "response_fields"), fields.number("queued_at"),
      fields.number("request_head_at"), fields.number("request_end_at"), fields.number("response_head_at"),
      fields.number("end_at"), fields.number("request_bytes"), fields.number("response_bytes"),
      window(fields, "send_window"), window(fields, "receive_window"), fields.number("unread_bytes"), reset, resetBy,
      labels(fields));
  }

  private static int window(Fields fields, String name) {
    return (int) fields.number(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static List<Header> headers(Fields fields, String name) {
    List<Header> headers = new ArrayList<>();
    for (Object field : fields.array(name)) {
      JsonArray pair = pair(fields, name, field);
      headers.add(new Header(pair.getString(0), pair.getString(1), pair.size() > 2));
    }
    return headers;
  }

  private static Map<String, String> labels(Fields fields) {
    Map<String, String> labels = new HashMap<>();
    for (Object label : fields.array("labels")) {
      JsonArray pair = pair(fields, "labels", label);
      labels.put(pair.getString(0), pair.getString(1));
    }
    return labels;
  }

  private static JsonArray pair(Fields fields, String name, Object value) {
    if (value instanceof JsonArray pair && pair.size() >= 2 && pair.getValue(0) instanceof String
      && pair.getValue(1) instanceof String && (pair.size() == 2 || Boolean.TRUE.equals(pair.getValue(2)))) {
      return pair;
    }
    throw fields.wrong(name, "arrays of a name and a value", value);
  }
}
