package io.github.vertxnghttp2.inspector.view;

import io.github.vertxnghttp2.recording.HandledRequest;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.json.ModelJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What this node can tell about its connections, as JSON. It is used on one context, on which futures complete. */
public final class NodeView {
  private final Vertx vertx;
  private final ShownConnections connections;
  private final Sampler sampler;
  private final ExchangeSearch search;

  /** @param sampler of the same connections */
  public NodeView(Vertx vertx, ShownConnections connections, Sampler sampler) {
    this.vertx = vertx;
    this.connections = connections;
    this.sampler = sampler;
    search = new ExchangeSearch(connections);
  }

  public Sampler sampler() {
    return sampler;
  }

  /** Sums over all connections. */
  public Future<JsonObject> totals() {
    return sampler.sample().map(Snapshot::totals);
  }

  /** One page of the table: {@code taken_at}, {@code totals}, {@code matching} and {@code rows}. */
  public Future<JsonObject> rows(RowQuery query) {
    return sampler.sample().compose(snapshot -> rows(snapshot, query));
  }

  /** As {@link #rows(RowQuery)}, of a sample that was taken. */
  public Future<JsonObject> rows(Snapshot snapshot, RowQuery query) {
    List<Row> sorted = query.sorted(snapshot.rows());
    if (!query.filter().needsExchanges()) {
      return Future.succeededFuture(page(snapshot, query, sorted));
    }
    return here(search.search(query.filter(), sorted)).map(result -> {
      Set<Long> found = result.found().stream().map(each -> each.connection().id()).collect(Collectors.toSet());
      List<Row> matching = sorted.stream().filter(row -> found.contains(row.id())).toList();
      return page(snapshot, query, matching).put("searched", result.searched()).put("out_of", result.outOf());
    });
  }

  private static JsonObject page(Snapshot snapshot, RowQuery query, List<Row> matching) {
    return new JsonObject().put("taken_at", snapshot.takenAt()).put("totals", snapshot.totals())
      .put("matching", matching.size()).put("from", query.from())
      .put("rows", new JsonArray(query.page(matching).stream().map(Row::toJson).toList()));
  }

  /** Rows of ended connections whose recordings were kept, the latest first. */
  public JsonArray kept() {
    return new JsonArray(connections.kept().stream().map(each -> new Row(each, 0, 0).toJson()).toList());
  }

  /** Exchanges that match a filter: {@code found}, {@code searched} and {@code out_of}. */
  public Future<JsonObject> search(Filter filter) {
    return sampler.sample().compose(snapshot -> here(search.everywhere(filter, snapshot.rows())))
      .map(result -> new JsonObject().put("searched", result.searched()).put("out_of", result.outOf())
        .put("found", new JsonArray(result.found().stream()
          .map(each -> new JsonObject().put("connection", new Row(each.connection(), 0, 0).toJson())
            .put("exchanges", new JsonArray(each.exchanges().stream().map(ModelJson::exchange).toList())))
          .toList())));
  }

  /** Requests that handlers of this node got over the event bus, of those ids. */
  public JsonArray handled(Collection<String> ids) {
    return new JsonArray(connections.handled(ids).stream().limit(ExchangeSearch.MAX_FOUND).map(NodeView::json)
      .toList());
  }

  private static JsonObject json(HandledRequest request) {
    return new JsonObject().put("id", request.id()).put("address", request.address())
      .put("received_at", request.receivedAt()).put("response_head_at", request.responseHeadAt())
      .put("end_at", request.endAt()).put("status", request.status()).put("failure", request.failure());
  }

  /**
   * Records a connection, and makes something of the recording on a worker thread.
   *
   * @return completes with {@code null} if there is no connection of that id
   */
  public <T> Future<T> report(long id, Function<RecordedConnection, T> making) {
    return here(connections.record(id)).compose(connection -> connection == null ? Future.succeededFuture()
      : vertx.executeBlocking(() -> making.apply(connection), false));
  }

  /** A future that completes on this context. */
  private <T> Future<T> here(Future<T> anywhere) {
    Promise<T> promise = Promise.promise();
    anywhere.onComplete(done -> sampler.context().runOnContext(v -> promise.handle(done)));
    return promise.future();
  }
}
