package io.github.vertxnghttp2.inspector.view;

import io.vertx.core.json.JsonObject;

import java.util.Comparator;
import java.util.List;

/**
 * Which rows of the table are shown, and in which order.
 *
 * @param from  how many rows are passed over
 * @param count of rows, at most {@link #MAX_COUNT}
 */
public record RowQuery(Column column, boolean descending, Filter filter, int from, int count) {
  /** Rows of one page: more than fit on a screen. */
  public static final int MAX_COUNT = 200;

  /**
   * Reads {@code sort}, {@code descending}, {@code filter}, {@code from} and {@code count}, which may all be missing.
   *
   * @throws IllegalArgumentException if one is wrong
   */
  public static RowQuery of(JsonObject json) {
    int from = json.getInteger("from", 0);
    int count = json.getInteger("count", MAX_COUNT);
    if (from < 0 || count < 1 || count > MAX_COUNT) {
      throw new IllegalArgumentException("from is " + from + " and count is " + count + "; count must be 1 to "
        + MAX_COUNT);
    }
    return new RowQuery(Column.of(json.getString("sort", Column.OPENED.name())), json.getBoolean("descending", false),
      new Filter(json.getString("filter", "")), from, count);
  }

  /** All rows that match, in order. Words of the filter about exchanges are passed over. */
  public List<Row> sorted(List<Row> rows) {
    Comparator<Row> order = descending ? column.order().reversed() : column.order();
    return rows.stream().filter(row -> filter.matches(row.summary())).sorted(order).toList();
  }

  /** The rows of the page. */
  public List<Row> page(List<Row> sorted) {
    int begin = Math.min(from, sorted.size());
    return sorted.subList(begin, Math.min(begin + count, sorted.size()));
  }
}
