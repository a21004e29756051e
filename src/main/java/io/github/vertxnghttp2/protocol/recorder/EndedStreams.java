package io.github.vertxnghttp2.protocol.recorder;

import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.Side;

import java.util.ArrayDeque;
import java.util.List;

/** The latest streams that have ended. */
final class EndedStreams {
  /** How many are kept while the connection is silent. */
  private static final int RESTING = 4;

  private final int maximum;
  private ArrayDeque<StreamRecord> ended = new ArrayDeque<>(1);
  /** A record to be used again. */
  private StreamRecord spare;

  EndedStreams(int maximum) {
    this.maximum = maximum;
  }

  /** A record for a stream that begins. */
  StreamRecord take() {
    StreamRecord record = spare == null ? new StreamRecord() : spare;
    spare = null;
    return record;
  }

  void add(StreamRecord record) {
    ended.add(record);
    if (ended.size() > maximum) {
      spare = ended.poll();
    }
  }

  void rest() {
    spare = null;
    if (ended.size() > RESTING) {
      ArrayDeque<StreamRecord> kept = new ArrayDeque<>(RESTING);
      while (kept.size() < RESTING) {
        kept.addFirst(ended.pollLast());
      }
      ended = kept;
    }
  }

  void read(Side side, Secrets secrets, List<RecordedExchange> into) {
    ended.forEach(record -> into.add(record.read(side, secrets)));
  }
}
