package io.github.vertxnghttp2.protocol.recorder;

import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.Side;

import java.util.List;

/**
 * The latest streams that have ended, in an array that grows up to a maximum. If there are thousands of streams in a
 * second, not each is worth its record: the array has only the last of them, which nobody could tell apart.
 */
final class EndedStreams {
  /** Microseconds after which one more stream may be recorded. */
  private static final long INTERVAL = 1000;
  /** Streams that may be recorded at once, in terms of the maximum. */
  private static final int BURST = 4;
  private static final int FIRST_CAPACITY = 4;
  /** How many are kept while the connection is silent. */
  private static final int RESTING = 2;

  private final int maximum;
  private StreamRecord[] ended = {};
  private int next;
  private int count;
  /** How many streams may be recorded at once. */
  private long allowed;
  private long allowedAt;

  EndedStreams(int maximum) {
    this.maximum = maximum;
    allowed = (long) BURST * maximum;
  }

  /** Whether a stream that begins at this time is to be recorded. Counts those that are. */
  boolean isNextRecorded(long time) {
    long passed = time - allowedAt;
    if (passed >= INTERVAL) {
      allowed = Math.min((long) BURST * maximum, allowed + passed / INTERVAL);
      allowedAt = time;
    }
    if (allowed == 0) {
      return false;
    }
    allowed--;
    return true;
  }

  void add(StreamRecord record) {
    if (count == ended.length) {
      if (maximum == 0) {
        return;
      }
      if (count < maximum) {
        resize(Math.min(maximum, Math.max(FIRST_CAPACITY, 2 * count)));
      }
    }
    ended[next] = record;
    next = next + 1 == ended.length ? 0 : next + 1;
    count = Math.min(count + 1, ended.length);
  }

  /** Keeps the newest ones, in order. */
  private void resize(int capacity) {
    int kept = Math.min(count, capacity);
    StreamRecord[] moved = new StreamRecord[capacity];
    for (int i = 0; i < kept; i++) {
      moved[i] = ended[Math.floorMod(next - kept + i, ended.length)];
    }
    ended = moved;
    count = kept;
    next = kept == capacity ? 0 : kept;
  }

  /** Keeps only some of the newest ones, without their heads. */
  void rest() {
    if (ended.length > RESTING) {
      resize(RESTING);
    }
    for (int i = 0; i < count; i++) {
      ended[i].forgetHeads();
    }
  }

  void read(Side side, Secrets secrets, List<RecordedExchange> into) {
    for (int i = 0; i < count; i++) {
      into.add(ended[Math.floorMod(next - count + i, ended.length)].read(side, secrets));
    }
  }
}
