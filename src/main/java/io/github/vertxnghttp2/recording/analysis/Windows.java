package io.github.vertxnghttp2.recording.analysis;

import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.Way;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The windows of a connection and of its streams over time. A recording has their sizes at its end. From there DATA,
 * WINDOW_UPDATE and SETTINGS frames are undone, the latest first: so it does not matter what was overwritten. The
 * window of a stream that has ended begins with what SETTINGS say if the first frame of the stream is known. Otherwise
 * its smallest size is taken for 0.
 */
public final class Windows {
  /** The windows of a connection and of its streams at the start, RFC 9113 section 6.9.2. Bytes. */
  public static final int FIRST_SIZE = 65_535;

  /** So many changes of SETTINGS are undone for each stream. Before these, its window is not known. */
  static final int MAX_SETTINGS = 64;

  private final RecordedConnection connection;
  private final Way way;
  /** How much each SETTINGS frame has added to the windows of streams, by its place among the frames. */
  private final Map<Integer, Long> settings = new HashMap<>();
  /** What each of these frames has made of the windows of streams that are opened later. */
  private final NavigableMap<Integer, Long> sizes = new TreeMap<>();

  private Windows(RecordedConnection connection, Way way) {
    this.connection = connection;
    this.way = way;
    long size = FIRST_SIZE;
    for (int i = 0; i < connection.frames().size(); i++) {
      RecordedFrame frame = connection.frames().get(i);
      if (frame.way() != way && frame.type() == FrameType.SETTINGS.code() && frame.value() > 0) {
        // The size before is not known if an earlier frame may have been overwritten.
        boolean known = !settings.isEmpty() || connection.lostFrames() == 0;
        settings.put(i, known ? frame.value() - size : 0);
        size = frame.value();
        sizes.put(i, size);
      }
    }
  }

  /** The window of the connection. */
  public static WindowSeries ofConnection(RecordedConnection connection, Way way) {
    return new Windows(connection, way).connectionSeries();
  }

  /**
   * The windows of all streams, in the order of the exchanges, in a time that is linear in the size of the recording.
   * Streams that sent no frame that is known are left out.
   */
  public static List<WindowSeries> ofStreams(RecordedConnection connection, Way way) {
    return new Windows(connection, way).streamSeries();
  }

  private WindowSeries connectionSeries() {
    Undo undo = new Undo(way == Way.SENT ? connection.sendWindow() : connection.receiveWindow());
    List<RecordedFrame> frames = connection.frames();
    for (int i = frames.size() - 1; i >= 0; i--) {
      RecordedFrame frame = frames.get(i);
      if (isCounted(frame) || isUpdate(frame) && frame.streamId() == 0) {
        undo.frame(frame, change(frame));
      }
    }
    return new WindowSeries(0, way, undo.points(frames.isEmpty() ? 0 : frames.get(0).time()));
  }

  private List<WindowSeries> streamSeries() {
    List<RecordedFrame> frames = connection.frames();
    Map<Integer, List<Integer>> places = new HashMap<>();
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).streamId() != 0) {
        places.computeIfAbsent(frames.get(i).streamId(), id -> new ArrayList<>()).add(i);
      }
    }
    List<Integer> changes = settings.keySet().stream().sorted()
      .skip(Math.max(0, settings.size() - MAX_SETTINGS)).toList();
    List<WindowSeries> series = new ArrayList<>();
    for (RecordedExchange exchange : connection.exchanges()) {
      List<Integer> own = places.get(exchange.streamId());
      if (own != null) {
        series.add(series(exchange, own, changes));
      }
    }
    return series;
  }

  /** @param changes places of the SETTINGS frames that changed the windows of the streams that were open */
  private WindowSeries series(RecordedExchange exchange, List<Integer> own, List<Integer> changes) {
    int size = way == Way.SENT ? exchange.sendWindow() : exchange.receiveWindow();
    Undo undo = new Undo(size);
    boolean given = exchange.isOpen() || exchange.sendWindow() != 0 || exchange.receiveWindow() != 0;
    int first = own.get(0);
    int last = exchange.isOpen() ? Integer.MAX_VALUE : own.get(own.size() - 1);
    int change = changes.size() - 1;
    while (change >= 0 && changes.get(change) > last) {
      change--;
    }
    for (int i = own.size() - 1; i >= 0; i--) {
      while (change >= 0 && changes.get(change) > own.get(i)) {
        int place = changes.get(change--);
        undo.frame(connection.frames().get(place), settings.get(place));
      }
      RecordedFrame frame = connection.frames().get(own.get(i));
      if (isCounted(frame) || isUpdate(frame)) {
        undo.frame(frame, change(frame));
      }
    }
    List<WindowPoint> points = undo.points(connection.frames().get(first).time());
    boolean whole = connection.lostFrames() == 0 || exchange.requestHeadAt() >= connection.frames().get(0).time();
    // One that SETTINGS have made negative is recorded as 0.
    boolean exact = given && (size != 0 || !whole || settings.size() > MAX_SETTINGS);
    return new WindowSeries(exchange.streamId(), way, exact ? points : whole ? from(points, firstSize(first))
      : onGround(points));
  }

  /**
   * What SETTINGS have said before the first frame of a stream.
   *
   * @param first the place of that frame
   */
  private long firstSize(int first) {
    Map.Entry<Integer, Long> before = sizes.floorEntry(first);
    if (before != null) {
      return before.getValue();
    } else if (!sizes.isEmpty() && connection.lostFrames() == 0) {
      return FIRST_SIZE;
    }
    Map<SettingId, Long> set = way == Way.SENT ? connection.remoteSettings() : connection.localSettings();
    return set.getOrDefault(SettingId.INITIAL_WINDOW_SIZE, (long) FIRST_SIZE);
  }

  private static List<WindowPoint> from(List<WindowPoint> points, long size) {
    return lifted(points, size - points.get(0).bytes());
  }

  private static List<WindowPoint> onGround(List<WindowPoint> points) {
    return lifted(points, -points.stream().mapToLong(WindowPoint::bytes).min().orElse(0));
  }

  private static List<WindowPoint> lifted(List<WindowPoint> points, long bytes) {
    return points.stream().map(point -> new WindowPoint(point.time(), point.bytes() + bytes)).toList();
  }

  private boolean isCounted(RecordedFrame frame) {
    return frame.type() == FrameType.DATA.code() && frame.way() == way;
  }

  private boolean isUpdate(RecordedFrame frame) {
    return frame.type() == FrameType.WINDOW_UPDATE.code() && frame.way() != way;
  }

  private static long change(RecordedFrame frame) {
    return frame.type() == FrameType.DATA.code() ? -frame.length() : frame.value();
  }

  /** The points of a window, the latest first. */
  private static final class Undo {
    private final List<WindowPoint> points = new ArrayList<>();
    private long bytes;

    Undo(long bytes) {
      this.bytes = bytes;
    }

    void frame(RecordedFrame frame, long change) {
      if (change != 0) {
        points.add(new WindowPoint(frame.time(), bytes));
        bytes -= change;
      }
    }

    List<WindowPoint> points(long first) {
      points.add(new WindowPoint(first, bytes));
      Collections.reverse(points);
      return points;
    }
  }
}
