package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.protocol.recorder.Secrets;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.SessionRecording;

import java.util.List;
import java.util.Map;

/**
 * What was recorded of a connection and its streams.
 *
 * @param session   of the frames
 * @param exchanges in the order of their beginning; empty in a summary
 * @param waits     in the order of their beginning; empty in a summary
 */
public record StreamsRecording(SessionRecording session, List<RecordedExchange> exchanges, List<RecordedWait> waits) {
  /** Of a session that an exception has closed, or when memory is short. */
  private static final SessionRecording NOTHING =
    new SessionRecording(0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of(), 0, List.of());

  /** @param recorder {@code null} without a recorder */
  static StreamsRecording read(Session session, ConnectionRecorder recorder, Iterable<Stream> unsent, Secrets secrets,
                               boolean all) {
    SessionRecording recorded = session.isClosed() || recorder == null ? null : session.recording(all);
    SessionRecording frames = recorded == null ? NOTHING : recorded;
    if (!all || recorder == null) {
      return new StreamsRecording(frames, List.of(), List.of());
    }
    ConnectionRecorder.Streams streams = recorder.read(unsent, secrets, frames.frames(), frames.lostFrames() > 0);
    return new StreamsRecording(frames, streams.exchanges(), streams.waits());
  }
}
