package io.github.vertxnghttp2.recording.analysis;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.RecordedWait;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The frames and waits of a connection by stream, in their order. Made once, in linear time. */
public final class StreamFrames {
  private final Map<Integer, List<RecordedFrame>> frames = new HashMap<>();
  private final Map<Integer, List<RecordedWait>> waits = new HashMap<>();

  /** Sorts the frames and waits of a connection by stream. */
  public StreamFrames(RecordedConnection connection) {
    for (RecordedFrame frame : connection.frames()) {
      frames.computeIfAbsent(frame.streamId(), id -> new ArrayList<>()).add(frame);
    }
    for (RecordedWait wait : connection.waits()) {
      waits.computeIfAbsent(wait.streamId(), id -> new ArrayList<>()).add(wait);
    }
  }

  /** The frames of a stream; of the connection for 0. */
  public List<RecordedFrame> frames(int streamId) {
    return frames.getOrDefault(streamId, List.of());
  }

  /** The waits of a stream alone; those of all streams for 0. */
  public List<RecordedWait> waits(int streamId) {
    return waits.getOrDefault(streamId, List.of());
  }
}
