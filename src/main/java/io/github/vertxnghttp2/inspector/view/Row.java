package io.github.vertxnghttp2.inspector.view;

import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.json.ModelJson;
import io.vertx.core.json.JsonObject;

import java.util.Map;

/**
 * A connection as a row of the table.
 *
 * @param summary     has no frames, waits and exchanges
 * @param receiveRate bytes a second since the sample before
 * @param sendRate    likewise
 */
public record Row(RecordedConnection summary, long receiveRate, long sendRate) {

  public long id() {
    return summary.id();
  }

  long rate() {
    return receiveRate + sendRate;
  }

  long bytes() {
    return summary.bytesReceived() + summary.bytesSent();
  }

  /** The most streams that the server allows at a time; -1 if it has set no limit. */
  long mostStreams() {
    Map<SettingId, Long> servers = summary.side() == Side.SERVER ? summary.localSettings() : summary.remoteSettings();
    return servers.getOrDefault(SettingId.MAX_CONCURRENT_STREAMS, -1L);
  }

  /** How many bytes of header fields HPACK has made one of; 0 if it is not known. */
  double hpackRatio() {
    return summary.blockBytes() == 0 ? 0 : Math.round(100.0 * summary.fieldBytes() / summary.blockBytes()) / 100.0;
  }

  /** The row for the page. Ids are text, because numbers of JavaScript are not as long. */
  public JsonObject toJson() {
    return ModelJson.connection(summary).put("id", Long.toString(id())).put("receive_rate", receiveRate)
      .put("send_rate", sendRate).put("streams_most", mostStreams()).put("hpack", hpackRatio());
  }
}
