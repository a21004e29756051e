package io.github.vertxnghttp2.inspector.view;

import java.util.Arrays;
import java.util.Comparator;

/** What the table can be sorted by. */
public enum Column {
  /** The order in which the connections were opened. */
  OPENED(Comparator.comparingLong(row -> row.summary().openedAt())),
  SIDE(Comparator.comparing(row -> row.summary().side())),
  PEER(Comparator.comparing(row -> row.summary().remoteAddress())),
  TLS(Comparator.comparing(row -> row.summary().tls() == null ? "" : row.summary().tls().version() + row.summary().tls()
    .cipher())),
  ROUND_TRIP(Comparator.comparingLong(row -> row.summary().roundTrip())),
  STREAMS(Comparator.comparingInt(row -> row.summary().streamsOpen())),
  BYTES(Comparator.comparingLong(Row::bytes)),
  RATE(Comparator.comparingLong(Row::rate)),
  HPACK(Comparator.comparingDouble(Row::hpackRatio)),
  LIMITS(Comparator.comparingInt(row -> row.summary().limits().size()));

  private final Comparator<Row> order;

  Column(Comparator<Row> order) {
    this.order = order.thenComparing(Row::id);
  }

  Comparator<Row> order() {
    return order;
  }

  /** @throws IllegalArgumentException if there is no such column */
  static Column of(String name) {
    for (Column column : values()) {
      if (column.name().equalsIgnoreCase(name)) {
        return column;
      }
    }
    throw new IllegalArgumentException("sort must be one of " + Arrays.toString(values()));
  }
}
