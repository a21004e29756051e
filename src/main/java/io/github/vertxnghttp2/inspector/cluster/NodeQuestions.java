package io.github.vertxnghttp2.inspector.cluster;

import io.github.vertxnghttp2.inspector.view.Filter;
import io.github.vertxnghttp2.inspector.view.NodeView;
import io.github.vertxnghttp2.inspector.view.RowQuery;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.github.vertxnghttp2.recording.json.JsonText;
import io.github.vertxnghttp2.recording.json.RecordingJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

import java.util.List;

/** What one node can be asked, by itself or by another one: a JSON object with the key {@code ask}. */
public final class NodeQuestions {
  /** The key of what is asked. */
  public static final String ASK = "ask";
  /** Asks for sums over all connections. */
  public static final String TOTALS = "totals";
  /** Asks for a page of the table. The other keys are those of {@link RowQuery}. */
  public static final String ROWS = "rows";
  /** Asks for the recordings that were kept. */
  public static final String KEPT = "kept";
  /** Asks for exchanges. The key {@code filter} has the filter. */
  public static final String SEARCH = "search";
  /** Asks for requests that handlers got. The key {@code ids} has their ids, between commas. */
  public static final String HANDLED = "handled";
  /** Asks for the report of a connection. The key {@code id} has its id. */
  public static final String REPORT = "report";
  /** Characters of a reply that goes to another node. */
  static final int MAX_REPLY = 8 << 20;

  private final NodeView view;

  public NodeQuestions(NodeView view) {
    this.view = view;
  }

  /**
   * Replies to a question.
   *
   * @return a JSON object as text, or {@code null} if there is no such connection
   * @throws IllegalArgumentException if something is wrong with the question
   */
  Future<String> reply(JsonObject question) {
    switch (question.getString(ASK, "")) {
      case TOTALS -> {
        return view.totals().map(JsonText::of);
      }
      case ROWS -> {
        return view.rows(RowQuery.of(question)).map(JsonText::of);
      }
      case KEPT -> {
        return Future.succeededFuture(JsonText.of(new JsonObject().put("rows", view.kept())));
      }
      case SEARCH -> {
        return view.search(new Filter(question.getString("filter", ""))).map(JsonText::of);
      }
      case HANDLED -> {
        List<String> ids = List.of(question.getString("ids", "").split(","));
        return Future.succeededFuture(JsonText.of(new JsonObject().put("handled", view.handled(ids))));
      }
      case REPORT -> {
        return view.report(id(question.getString("id", "")), connection -> {
          long now = RecordingClock.now();
          return JsonText.of(RecordingJson.connection(connection, now).put("id", Long.toString(connection.id()))
            .put("taken_at", now));
        });
      }
      default -> throw new IllegalArgumentException("ask must be " + String.join(", ", TOTALS, ROWS, KEPT, SEARCH,
        HANDLED) + " or " + REPORT);
    }
  }

  /** @throws IllegalArgumentException if the text is not the id of a connection */
  public static long id(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("id must be a whole number", e);
    }
  }
}
