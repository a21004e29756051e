package io.github.vertxnghttp2.recording.json;

import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedTls;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parts of a recording as JSON: for pages, and for our own events in qlog files. {@link ModelReader} reads them.
 * Each member is there; it is {@code null} where the model has {@code null}. Names of members are in lower case, as
 * qlog wants it. Times are microseconds since the epoch.
 */
public final class ModelJson {
  private ModelJson() {
  }

  /** A connection without its frames, waits and exchanges. */
  public static JsonObject connection(RecordedConnection connection) {
    return new JsonObject().put("id", connection.id()).put("side", connection.side().name())
      .put("node", connection.node()).put("local_address", connection.localAddress())
      .put("remote_address", connection.remoteAddress()).put("tls", tls(connection.tls()))
      .put("opened_at", connection.openedAt()).put("closed_at", connection.closedAt()).put("end", connection.end())
      .put("local_settings", settings(connection.localSettings()))
      .put("remote_settings", settings(connection.remoteSettings())).put("round_trip", connection.roundTrip())
      .put("bytes_received", connection.bytesReceived()).put("bytes_sent", connection.bytesSent())
      .put("streams_opened", connection.streamsOpened()).put("streams_open", connection.streamsOpen())
      .put("send_window", connection.sendWindow()).put("receive_window", connection.receiveWindow())
      .put("field_bytes", connection.fieldBytes()).put("block_bytes", connection.blockBytes())
      .put("limits", new JsonArray(connection.limits())).put("lost_frames", connection.lostFrames());
  }

  private static JsonObject tls(RecordedTls tls) {
    return tls == null ? null : new JsonObject().put("version", tls.version()).put("cipher", tls.cipher())
      .put("protocol", tls.protocol()).put("server_name", tls.serverName());
  }

  /** SETTINGS by the name of the parameter, in lower case. */
  public static JsonObject settings(Map<SettingId, Long> settings) {
    JsonObject json = new JsonObject();
    new TreeMap<>(settings).forEach((id, value) -> json.put(id.name().toLowerCase(Locale.ROOT), value));
    return json;
  }

  /** An exchange. Fields and labels are arrays of arrays: a name, a value, and {@code true} for a sensitive field. */
  public static JsonObject exchange(RecordedExchange exchange) {
    boolean reset = exchange.reset() != RecordedExchange.NOT_RESET;
    JsonArray labels = new JsonArray();
    new TreeMap<>(exchange.labels()).forEach((name, value) -> labels.add(new JsonArray().add(name).add(value)));
    return new JsonObject().put("stream_id", exchange.streamId()).put("method", exchange.method())
      .put("target", exchange.target()).put("authority", exchange.authority()).put("status", exchange.status())
      .put("request_fields", fields(exchange.requestFields()))
      .put("response_fields", fields(exchange.responseFields())).put("queued_at", exchange.queuedAt())
      .put("request_head_at", exchange.requestHeadAt()).put("request_end_at", exchange.requestEndAt())
      .put("response_head_at", exchange.responseHeadAt()).put("end_at", exchange.endAt())
      .put("request_bytes", exchange.requestBytes()).put("response_bytes", exchange.responseBytes())
      .put("send_window", exchange.sendWindow()).put("receive_window", exchange.receiveWindow())
      .put("unread_bytes", exchange.unreadBytes()).put("reset", reset ? exchange.reset() : null)
      .put("reset_by", exchange.resetBy() == null ? null : exchange.resetBy().name()).put("labels", labels);
  }

  private static JsonArray fields(List<Header> fields) {
    JsonArray json = new JsonArray();
    for (Header field : fields) {
      JsonArray pair = new JsonArray().add(field.name()).add(field.value());
      json.add(field.sensitive() ? pair.add(true) : pair);
    }
    return json;
  }
}
