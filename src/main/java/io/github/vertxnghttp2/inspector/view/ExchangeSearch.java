package io.github.vertxnghttp2.inspector.view;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Looks for exchanges in recordings of many connections. It records a few at a time, and a limited number in all: the
 * busiest first.
 */
public final class ExchangeSearch {
  /** Connections that are recorded for one search. */
  public static final int MAX_CONNECTIONS = 500;
  /** Exchanges in one result. */
  public static final int MAX_FOUND = 200;
  private static final int AT_A_TIME = 25;

  /** Connections with an exchange that matches. @param searched how many were recorded */
  public record Result(List<Found> found, int searched, int outOf) {
  }

  /** A connection, and those of its exchanges that match. */
  public record Found(RecordedConnection connection, List<RecordedExchange> exchanges) {
  }

  private final ShownConnections connections;

  public ExchangeSearch(ShownConnections connections) {
    this.connections = connections;
  }

  /**
   * Searches open connections.
   *
   * @param rows those that may match
   * @return completes on any thread
   */
  public Future<Result> search(Filter filter, List<Row> rows) {
    List<Row> busiest = rows.stream().sorted(Comparator.comparingLong(Row::rate).thenComparingInt(row -> row.summary()
      .streamsOpen()).thenComparingLong(Row::bytes).reversed()).limit(MAX_CONNECTIONS).toList();
    List<Found> found = new ArrayList<>();
    Promise<Result> promise = Promise.promise();
    search(filter, busiest, 0, found, searched -> promise.complete(new Result(found, searched, rows.size())));
    return promise.future();
  }

  private void search(Filter filter, List<Row> rows, int from, List<Found> found, IntConsumer end) {
    if (from >= rows.size() || found.size() >= MAX_FOUND) {
      end.accept(from);
      return;
    }
    int to = Math.min(from + AT_A_TIME, rows.size());
    List<Future<RecordedConnection>> each = rows.subList(from, to).stream().map(row -> connections.record(row.id()))
      .toList();
    Future.join(each).onComplete(done -> {
      each.stream().map(Future::result).forEach(connection -> collect(filter, connection, found));
      search(filter, rows, to, found, end);
    });
  }

  private static void collect(Filter filter, RecordedConnection connection, List<Found> found) {
    if (connection != null) {
      List<RecordedExchange> matching = connection.exchanges().stream().filter(filter::matches).limit(MAX_FOUND)
        .toList();
      if (!matching.isEmpty()) {
        found.add(new Found(connection, matching));
      }
    }
  }

  /** Searches what was kept of connections that have ended. */
  public List<Found> searchKept(Filter filter) {
    List<Found> found = new ArrayList<>();
    connections.kept().stream().filter(filter::matches).forEach(connection -> collect(filter, connection, found));
    return found;
  }

  /** What was found of connections that are open and of those that have ended: at most {@link #MAX_FOUND} exchanges. */
  public Future<Result> everywhere(Filter filter, List<Row> rows) {
    List<Row> candidates = rows.stream().filter(row -> filter.matches(row.summary())).toList();
    return search(filter, candidates).map(open -> new Result(first(Stream.concat(open.found().stream(),
      searchKept(filter).stream()).toList()), open.searched(), open.outOf()));
  }

  private static List<Found> first(List<Found> all) {
    List<Found> first = new ArrayList<>();
    int left = MAX_FOUND;
    for (Found each : all) {
      if (left > 0) {
        List<RecordedExchange> exchanges = each.exchanges().subList(0, Math.min(left, each.exchanges().size()));
        first.add(new Found(each.connection(), exchanges));
        left -= exchanges.size();
      }
    }
    return first;
  }
}
