package io.github.vertxnghttp2.recording.analysis;

import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.Way;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How long was waited for each reason. It tells the sum for a span without a look at each wait, because thousands of
 * streams may lie beside thousands of waits of the whole connection. Times are microseconds.
 */
public final class WaitTimes {
  private final Map<Wait, Track> tracks = new EnumMap<>(Wait.class);

  /**
   * Sums up waits of one stream, or those of all streams.
   *
   * @param waits in order of their beginning. Where two of one reason overlap, the time counts once
   * @param now   in place of the end of waits that go on: microseconds since the epoch
   */
  public WaitTimes(List<RecordedWait> waits, long now) {
    Map<Wait, List<RecordedWait>> byReason = new EnumMap<>(Wait.class);
    for (RecordedWait wait : waits) {
      byReason.computeIfAbsent(wait.reason(), reason -> new ArrayList<>()).add(wait);
    }
    byReason.forEach((reason, list) -> tracks.put(reason, new Track(list, now)));
  }

  /** What a message waited for, that way, at least for half of a span; {@code null} if there is no such reason. */
  public Wait reason(Way way, long from, long to) {
    return reason(reason -> reason.way() == way && !isOfQueue(reason), from, to);
  }

  /** What a queued request waited for, at least for half of a span; {@code null} if there is no such reason. */
  public Wait queueReason(long from, long to) {
    return reason(WaitTimes::isOfQueue, from, to);
  }

  /** Whether a request waits for this before it is sent. Then it has no stream, and the wait seems to be of all. */
  static boolean isOfQueue(Wait reason) {
    return reason == Wait.FREE_STREAM || reason == Wait.POOL;
  }

  private Wait reason(Predicate<Wait> wanted, long from, long to) {
    Wait most = null;
    long longest = 0;
    for (Wait reason : tracks.keySet()) {
      long waited = wanted.test(reason) ? waited(reason, from, to) : 0;
      if (waited > longest) {
        longest = waited;
        most = reason;
      }
    }
    return 2 * longest >= to - from ? most : null;
  }

  /** How long was waited for a reason within a span. */
  public long waited(Wait reason, long from, long to) {
    Track track = tracks.get(reason);
    return track == null || to <= from ? 0 : track.until(to) - track.until(from);
  }

  /** How often was waited for a reason. */
  public int count(Wait reason) {
    Track track = tracks.get(reason);
    return track == null ? 0 : track.size;
  }

  /** The longest wait for a reason, with its end; {@code null} if there was none. */
  public RecordedWait longest(Wait reason) {
    Track track = tracks.get(reason);
    return track == null ? null : track.longest;
  }

  /** Disjoint waits for one reason, with the sum of those before each. */
  private static final class Track {
    private final long[] froms;
    private final long[] tos;
    private final long[] before;
    private RecordedWait longest;
    private int size;

    Track(List<RecordedWait> waits, long now) {
      froms = new long[waits.size()];
      tos = new long[waits.size()];
      before = new long[waits.size()];
      long sum = 0;
      for (RecordedWait wait : waits) {
        long from = size == 0 ? wait.from() : Math.max(wait.from(), tos[size - 1]);
        long to = wait.isOpen() ? now : wait.to();
        if (to > from) {
          froms[size] = from;
          tos[size] = to;
          before[size++] = sum;
          sum += to - from;
          if (longest == null || to - from > longest.to() - longest.from()) {
            longest = new RecordedWait(from, to, wait.streamId(), wait.reason());
          }
        }
      }
    }

    /** How long was waited until then. */
    long until(long time) {
      int at = Arrays.binarySearch(froms, 0, size, time);
      int last = at >= 0 ? at : -at - 2;
      return last < 0 ? 0 : before[last] + Math.min(time, tos[last]) - froms[last];
    }
  }
}
