package io.github.vertxnghttp2.recording.diagnosis;

import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Way;
import io.github.vertxnghttp2.recording.analysis.StreamFrames;
import io.github.vertxnghttp2.recording.analysis.WaitTimes;
import io.github.vertxnghttp2.recording.analysis.WindowPoint;
import io.github.vertxnghttp2.recording.analysis.WindowSeries;
import io.github.vertxnghttp2.recording.analysis.Windows;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was recorded of a connection, as the checks look it up. */
final class Evidence {
  final RecordedConnection connection;
  final long now;
  final StreamFrames streams;
  final WaitTimes shared;
  /** Before it frames were overwritten, and with them waits; 0 if all are there. */
  final long recordedFrom;
  private final Map<Way, Map<Integer, WindowSeries>> windows = new EnumMap<>(Way.class);
  private final Map<Way, Long> connectionSizes = new EnumMap<>(Way.class);

  Evidence(RecordedConnection connection, long now) {
    this.connection = connection;
    this.now = connection.isOpen() ? now : connection.closedAt();
    this.streams = new StreamFrames(connection);
    this.shared = new WaitTimes(streams.waits(0), this.now);
    boolean lost = connection.lostFrames() > 0 && !connection.frames().isEmpty();
    this.recordedFrom = lost ? connection.frames().get(0).time() : 0;
    for (Way way : Way.values()) {
      Map<Integer, WindowSeries> byStream = new HashMap<>();
      Windows.ofStreams(connection, way).forEach(series -> byStream.put(series.streamId(), series));
      byStream.put(0, Windows.ofConnection(connection, way));
      windows.put(way, byStream);
      connectionSizes.put(way, size(way, 0));
    }
  }

  /** What the peer is called. */
  String peer() {
    return connection.side() == Side.SERVER ? "client" : "server";
  }

  /** What a body is called that goes this way. */
  String body(Way way) {
    return way == Way.SENT == (connection.side() == Side.SERVER) ? "download" : "upload";
  }

  /** A window over time: of the connection for 0. {@code null} if no frame of the stream is known. */
  WindowSeries window(Way way, int streamId) {
    return windows.get(way).get(streamId);
  }

  /** The largest size of a window: as far as it is known, that before the first byte was sent. */
  long windowSize(Way way, int streamId) {
    return streamId == 0 ? connectionSizes.get(way) : size(way, streamId);
  }

  private long size(Way way, int streamId) {
    WindowSeries series = window(way, streamId);
    List<WindowPoint> points = series == null ? List.of() : series.points();
    long largest = points.stream().mapToLong(WindowPoint::bytes).max().orElse(0);
    Map<SettingId, Long> settings = way == Way.SENT ? connection.remoteSettings() : connection.localSettings();
    long atFirst = streamId == 0 ? Windows.FIRST_SIZE
      : settings.getOrDefault(SettingId.INITIAL_WINDOW_SIZE, (long) Windows.FIRST_SIZE);
    return largest > 0 ? largest : atFirst;
  }
}
