package io.github.vertxnghttp2.inspector.view;

import io.github.vertxnghttp2.inspector.FakeConnection;
import io.github.vertxnghttp2.inspector.Planted;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

import static io.github.vertxnghttp2.inspector.InspectorClient.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a search finds, and how much. */
@Timeout(60)
class ExchangeSearchTest {
  private final Vertx vertx = Vertx.vertx();
  private final ExchangeSearch search = new ExchangeSearch(new ShownConnections(LiveRecordings.of(vertx), "127.0.0.1"));

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private List<Row> rows(int connections, int streams) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      RecordedConnection connection = Planted.many(i + 1, streams);
      FakeConnection.open(vertx, connection);
      rows.add(new Row(connection, 0, 0));
    }
    return rows;
  }

  @Test
  void a_search_finds_a_limited_number_of_exchanges() {
    ExchangeSearch.Result result = await(search.everywhere(new Filter("path:/items"), rows(30, 150)));
    assertEquals(200, result.found().stream().mapToInt(found -> found.exchanges().size()).sum());
  }

  @Test
  void a_search_that_has_found_enough_tells_how_many_it_has_looked_at() {
    ExchangeSearch.Result result = await(search.search(new Filter("path:/items"), rows(400, 1)));
    assertEquals("200 200 400", result.found().size() + " " + result.searched() + " " + result.outOf());
  }
}
