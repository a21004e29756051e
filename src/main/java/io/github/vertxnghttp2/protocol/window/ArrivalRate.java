package io.github.vertxnghttp2.protocol.window;

import java.util.Arrays;

/** Counts the bytes that arrived within the last round trip. All times are those of {@link System#nanoTime}. */
final class ArrivalRate {
  /** A round trip has so many slots. */
  private static final int SLOTS = 8;

  /** {@code null} until a round trip is known. */
  private long[] slots;
  private int slot;
  private long slotBegan;
  private long sum;

  /**
   * Counts bytes.
   *
   * @param arrived bytes since the last call
   * @param roundTrip nanoseconds; 0 if that is not known
   * @return bytes of the last round trip, to an eighth of it; -1 if the round trip is not known
   */
  long arrived(long arrived, long now, long roundTrip) {
    if (roundTrip == 0) {
      return -1;
    }
    if (slots == null) {
      slots = new long[SLOTS];
      slotBegan = now;
    }
    advance(now, Math.max(1, roundTrip / SLOTS));
    slots[slot] += arrived;
    sum += arrived;
    return sum;
  }

  private void advance(long now, long width) {
    long steps = (now - slotBegan) / width;
    if (steps >= SLOTS) {
      Arrays.fill(slots, 0);
      sum = 0;
      slotBegan = now;
      return;
    }
    for (long i = 0; i < steps; i++) {
      slot = (slot + 1) % SLOTS;
      sum -= slots[slot];
      slots[slot] = 0;
      slotBegan += width;
    }
  }
}
