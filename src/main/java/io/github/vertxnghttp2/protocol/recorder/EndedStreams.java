package io.github.vertxnghttp2.protocol.recorder;

import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.Side;

import java.util.List;

/**
 * The latest streams that have ended, in an array that grows up to a maximum. If the array was filled within a moment,
 * it is not worth to record each stream: nobody could see it.
 */
final class EndedStreams {
  /** The array was filled in less than this many microseconds for each stream: there are thousands in a second. */
  private static final long MOMENT = 300;
  /** Of so many streams, one is recorded then. */
  private static final int ONE_OF = 8;

  private static final int FIRST_CAPACITY = 4;
  /** How many are kept while the connection is silent. */
  private static final int RESTING = 2;

  private final int maximum;
  private StreamRecord[] ended = {};
  private int next;
  private int count;
  private long filledAt;
  private boolean fast;
  private int begun;

  EndedStreams(int maximum) {
    this.maximum = maximum;
  }

  /** Whether the next stream is to be recorded. */
  boolean isNextRecorded() {
    return !fast || ++begun % ONE_OF == 0;
  }

  void add(StreamRecord record, long time) {
    if (count == ended.length) {
      if (maximum == 0) {
        return;
      }
      if (count < maximum) {
        resize(Math.min(maximum, Math.max(FIRST_CAPACITY, 2 * count)));
      }
    }
    ended[next] = record;
    next++;
    if (next == ended.length) {
      next = 0;
      int streams = fast ? ONE_OF * ended.length : ended.length;
      fast = count == maximum && time - filledAt < MOMENT * streams;
      filledAt = time;
    }
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
