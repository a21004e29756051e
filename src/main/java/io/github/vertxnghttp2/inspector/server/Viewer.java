package io.github.vertxnghttp2.inspector.server;

import io.github.vertxnghttp2.recording.json.JsonText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Somebody who looks at the table. Only what has changed is sent: the rows that look different, the order if it is
 * another one, and the sums.
 */
final class Viewer {
  private final EventStream events;
  private Map<String, JsonObject> sent = new HashMap<>();
  private List<String> order = List.of();
  private JsonObject head;

  Viewer(EventStream events) {
    this.events = events;
  }

  /** Whether the last page was not read yet. */
  boolean isBusy() {
    return events.isFull();
  }

  /** Whether a reply of another node is a page of the table. */
  static boolean isPage(JsonObject reply) {
    return reply.getValue("rows") instanceof JsonArray rows && reply.getValue("totals") instanceof JsonObject
      && reply.getValue("taken_at") instanceof Number && rows.stream().allMatch(row -> row instanceof JsonObject object
      && object.getValue("id") instanceof String);
  }

  /** Shows a page of the table, as a node tells it. */
  void show(JsonObject page) {
    Map<String, JsonObject> rows = new HashMap<>();
    List<String> ids = new ArrayList<>();
    JsonArray changed = new JsonArray();
    for (Object each : page.getJsonArray("rows")) {
      JsonObject row = (JsonObject) each;
      String id = row.getString("id");
      ids.add(id);
      rows.put(id, row);
      if (!row.equals(sent.get(id))) {
        changed.add(row);
      }
    }
    JsonObject told = page.copy();
    told.remove("rows");
    told.remove("taken_at");
    if (changed.isEmpty() && ids.equals(order) && told.equals(head)) {
      return;
    }
    JsonObject event = told.copy().put("taken_at", page.getLong("taken_at")).put("rows", changed);
    if (!ids.equals(order) || head == null) {
      event.put("order", new JsonArray(ids));
    }
    sent = rows;
    order = ids;
    head = told;
    events.send("rows", JsonText.of(event));
  }

  /** Tells that the page cannot be shown. */
  void fail(String text) {
    head = null;
    events.send("failure", JsonText.of(new JsonObject().put("error", text)));
  }
}
