package io.github.vertxnghttp2.inspector.view;

import io.vertx.core.json.JsonObject;

import java.util.List;

/**
 * The connections of this node at a moment.
 *
 * @param takenAt microseconds since the epoch
 * @param rows    in no order
 * @param kept    how many recordings of ended connections there are
 */
public record Snapshot(long takenAt, List<Row> rows, int kept) {

  /** Sums over the rows. */
  public JsonObject totals() {
    long streams = 0;
    long received = 0;
    long sent = 0;
    long limits = 0;
    for (Row row : rows) {
      streams += row.summary().streamsOpen();
      received += row.receiveRate();
      sent += row.sendRate();
      limits += row.summary().limits().size();
    }
    return new JsonObject().put("connections", rows.size()).put("streams_open", streams).put("receive_rate", received)
      .put("send_rate", sent).put("limits", limits).put("kept", kept);
  }
}
