package io.github.vertxnghttp2.protocol.recorder;

import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Way;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * When there were waits of one way: spans that do not overlap, in order, with the sum of those before each. To find the
 * first of many takes a binary search.
 */
final class WaitSpans {
  /** Gets a time without a wait. */
  interface Holes {
    void hole(long from, long to);
  }

  private final long[] froms;
  private final long[] tos;
  private final long[] before;
  private int size;

  /** @param waits in any order, and of any way */
  WaitSpans(List<RecordedWait> waits, Way way) {
    List<RecordedWait> own = waits.stream().filter(wait -> wait.reason().way() == way)
      .sorted(Comparator.comparingLong(RecordedWait::from)).toList();
    froms = new long[own.size()];
    tos = new long[own.size()];
    before = new long[own.size()];
    own.forEach(this::add);
    for (int i = 1; i < size; i++) {
      before[i] = before[i - 1] + tos[i - 1] - froms[i - 1];
    }
  }

  private void add(RecordedWait wait) {
    if (size > 0 && wait.from() <= tos[size - 1]) {
      tos[size - 1] = Math.max(tos[size - 1], wait.to());
    } else {
      froms[size] = wait.from();
      tos[size++] = wait.to();
    }
  }

  /** How many there are within a time, or in part. */
  int count(long from, long to) {
    return Math.max(0, firstBegunAt(to) - firstEndedAfter(from));
  }

  /** How long was waited within a time. */
  long waited(long from, long to) {
    return until(to) - until(from);
  }

  private long until(long time) {
    int last = firstBegunAt(time) - 1;
    return last < 0 ? 0 : before[last] + Math.min(time, tos[last]) - froms[last];
  }

  /** Tells what is left of a time without the spans: one hole more than {@link #count} at most. */
  void holes(long from, long to, Holes holes) {
    long at = from;
    for (int i = firstEndedAfter(from); i < size && froms[i] < to; i++) {
      if (froms[i] > at) {
        holes.hole(at, froms[i]);
      }
      at = tos[i];
    }
    if (at < to) {
      holes.hole(at, to);
    }
  }

  private int firstEndedAfter(long time) {
    return first(tos, time + 1);
  }

  private int firstBegunAt(long time) {
    return first(froms, time);
  }

  /** The first place whose time is not earlier. Times do not repeat. */
  private int first(long[] times, long time) {
    int at = Arrays.binarySearch(times, 0, size, time);
    return at >= 0 ? at : -at - 1;
  }
}
