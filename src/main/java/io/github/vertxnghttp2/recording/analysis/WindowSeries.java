package io.github.vertxnghttp2.recording.analysis;

import io.github.vertxnghttp2.recording.Way;

import java.util.List;

/**
 * A window over time.
 *
 * @param streamId 0 for the connection
 * @param way      who sends the bytes that the window allows: {@link Way#SENT} is the peer's window
 * @param points   in order of time. The first has the time of the first frame that is known, and the size before it
 */
public record WindowSeries(int streamId, Way way, List<WindowPoint> points) {
  public WindowSeries {
    points = List.copyOf(points);
  }
}
