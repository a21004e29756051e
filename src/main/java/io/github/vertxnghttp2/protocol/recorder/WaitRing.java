package io.github.vertxnghttp2.protocol.recorder;

import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Wait;

import java.util.Arrays;
import java.util.List;

/** The latest waits that have ended, in arrays that grow up to a maximum. */
final class WaitRing {
  private static final int FIRST_CAPACITY = 8;
  private static final Wait[] REASONS = Wait.values();

  private final int maximum;
  private long[] from = {};
  private long[] to = {};
  private int[] streams = {};
  private byte[] reasons = {};
  private int next;
  private int count;

  WaitRing(int maximum) {
    this.maximum = maximum;
  }

  void add(long beginning, long end, int streamId, Wait reason) {
    if (maximum == 0) {
      return;
    }
    if (count == from.length && count < maximum) {
      resize(Math.min(maximum, Math.max(FIRST_CAPACITY, 2 * count)));
    }
    from[next] = beginning;
    to[next] = end;
    streams[next] = streamId;
    reasons[next] = (byte) reason.ordinal();
    next = next + 1 == from.length ? 0 : next + 1;
    count = Math.min(count + 1, from.length);
  }

  /** Keeps the newest ones, in order. */
  private void resize(int capacity) {
    int kept = Math.min(count, capacity);
    int[] order = new int[kept];
    for (int i = 0; i < kept; i++) {
      order[i] = Math.floorMod(next - kept + i, from.length);
    }
    from = Arrays.copyOf(Arrays.stream(order).mapToLong(i -> from[i]).toArray(), capacity);
    to = Arrays.copyOf(Arrays.stream(order).mapToLong(i -> to[i]).toArray(), capacity);
    streams = Arrays.copyOf(Arrays.stream(order).map(i -> streams[i]).toArray(), capacity);
    byte[] kinds = new byte[capacity];
    for (int i = 0; i < kept; i++) {
      kinds[i] = reasons[order[i]];
    }
    reasons = kinds;
    count = kept;
    next = kept == capacity ? 0 : kept;
  }

  /** Gives back memory: only some of the newest are kept. */
  void rest() {
    if (from.length > FIRST_CAPACITY) {
      resize(FIRST_CAPACITY);
    }
  }

  /** Adds all of them to a list, in the order in which they ended. */
  void read(List<RecordedWait> into) {
    for (int i = 0; i < count; i++) {
      int at = Math.floorMod(next - count + i, from.length);
      into.add(new RecordedWait(from[at], to[at], streams[at], REASONS[reasons[at]]));
    }
  }
}
