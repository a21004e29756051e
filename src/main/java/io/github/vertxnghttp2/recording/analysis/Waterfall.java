package io.github.vertxnghttp2.recording.analysis;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Way;

import java.util.ArrayList;
import java.util.List;

/** The waterfall of a connection: for each exchange, when it sent what, and what it waited for in between. */
public final class Waterfall {
  /** Frames that are less apart belong to one burst; shorter waits are not shown. Microseconds. */
  public static final long MIN_GAP = 1_000;

  private Waterfall() {
  }

  /**
   * Makes a row for each exchange, in their order, in a time that is linear in the size of the recording.
   *
   * @param takenAt when the recording was made: microseconds since the epoch. What goes on lasts until then, or until
   *   the connection has ended
   */
  public static List<WaterfallRow> of(RecordedConnection connection, long takenAt) {
    long now = connection.isOpen() ? takenAt : connection.closedAt();
    StreamFrames streams = new StreamFrames(connection);
    WaitTimes shared = new WaitTimes(streams.waits(0), now);
    boolean lost = connection.lostFrames() > 0 && !connection.frames().isEmpty();
    long recordedFrom = lost ? connection.frames().get(0).time() : 0;
    Way requestWay = requestWay(connection);
    Way responseWay = requestWay == Way.SENT ? Way.RECEIVED : Way.SENT;
    List<WaterfallRow> rows = new ArrayList<>(connection.exchanges().size());
    for (RecordedExchange exchange : connection.exchanges()) {
      boolean queued = exchange.streamId() == 0; // the frames and waits of stream 0 are those of the connection
      StreamFrames own = queued ? null : streams;
      Lane request = lane(requestWay, own, exchange, shared, recordedFrom, now);
      Lane response = lane(responseWay, own, exchange, shared, recordedFrom, now);
      rows.add(new WaterfallRow(exchange, request(request, own, exchange, now),
        response(response, own, exchange, now)));
    }
    return rows;
  }

  /** Which way the requests of a connection go. */
  public static Way requestWay(RecordedConnection connection) {
    return connection.side() == Side.SERVER ? Way.RECEIVED : Way.SENT;
  }

  private static Lane lane(Way way, StreamFrames own, RecordedExchange exchange, WaitTimes shared, long recordedFrom,
    long now) {
    return new Lane(way, shared, own == null ? List.of() : own.waits(exchange.streamId()), recordedFrom, now);
  }

  private static List<Segment> request(Lane lane, StreamFrames own, RecordedExchange exchange, long now) {
    long end = exchange.isOpen() ? now : exchange.endAt();
    if (exchange.queuedAt() != 0) {
      long until = exchange.requestHeadAt() == 0 ? end : exchange.requestHeadAt();
      lane.queued(exchange.queuedAt(), Math.max(until, exchange.queuedAt()));
    }
    if (exchange.requestHeadAt() != 0) {
      lane.begin(exchange.requestHeadAt());
      lane.frames(own == null ? List.of() : own.frames(exchange.streamId()), exchange.requestHeadAt());
    }
    return finish(lane, exchange, exchange.requestEndAt() != 0 ? exchange.requestEndAt() : end);
  }

  private static List<Segment> response(Lane lane, StreamFrames own, RecordedExchange exchange, long now) {
    long headAt = exchange.responseHeadAt();
    long requestEndAt = exchange.requestEndAt();
    if (headAt == 0 && requestEndAt == 0) {
      return finish(lane, exchange, 0);
    }
    lane.begin(requestEndAt == 0 ? headAt : headAt == 0 ? requestEndAt : Math.min(headAt, requestEndAt));
    lane.frames(own == null ? List.of() : own.frames(exchange.streamId()), headAt);
    return finish(lane, exchange, exchange.isOpen() ? now : exchange.endAt());
  }

  private static List<Segment> finish(Lane lane, RecordedExchange exchange, long until) {
    boolean reset = exchange.reset() != RecordedExchange.NOT_RESET && lane.way() == exchange.resetBy();
    return reset && exchange.endAt() != 0 ? lane.reset(exchange.endAt()) : lane.until(until);
  }
}
