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

  /** How often was waited for a reason within a span, waits at its edges included. */
  public int count(Wait reason, long from, long to) {
    Track track = tracks.get(reason);
    return track == null ? 0 : Math.max(0, track.firstFrom(to) - track.firstUntil(from));
  }

  /** The longest wait for a reason within a span, of which it is a part; {@code null} if there was none. */
  public RecordedWait longest(Wait reason, long from, long to) {
    Track track = tracks.get(reason);
    return track == null ? null : track.longest(reason, from, to);
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
    /** A tree: each node has the place of the longer wait of its two children, the leaves are the places. */
    private int[] longer;

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

    /** The place of the first wait that begins then or later. */
    int firstFrom(long time) {
      int at = Arrays.binarySearch(froms, 0, size, time);
      return at >= 0 ? at : -at - 1;
    }

    /** The place of the first wait that ends later. */
    int firstUntil(long time) {
      int at = firstFrom(time);
      return at > 0 && tos[at - 1] > time ? at - 1 : at;
    }

    RecordedWait longest(Wait reason, long from, long to) {
      int first = firstUntil(from);
      int last = firstFrom(to) - 1;
      if (first > last) {
        return null;
      }
      int most = duration(first, from, to) < duration(last, from, to) ? last : first;
      int between = longestPlace(first + 1, last);
      if (between >= 0 && duration(between, from, to) > duration(most, from, to)) {
        most = between;
      }
      return new RecordedWait(Math.max(from, froms[most]), Math.min(to, tos[most]), 0, reason);
    }

    private long duration(int place, long from, long to) {
      return Math.min(to, tos[place]) - Math.max(from, froms[place]);
    }

    /** The place of the longest wait among these, negative if there are none. Takes logarithmic time. */
    private int longestPlace(int begin, int end) {
      if (longer == null) {
        longer = new int[2 * size];
        for (int i = 2 * size - 1; i > 0; i--) {
          longer[i] = i >= size ? i - size : longer(longer[2 * i], longer[2 * i + 1]);
        }
      }
      int most = -1;
      for (int low = begin + size, high = end + size; low < high; low /= 2, high /= 2) {
        if (low % 2 == 1) {
          most = longer(most, longer[low++]);
        }
        if (high % 2 == 1) {
          most = longer(most, longer[--high]);
        }
      }
      return most;
    }

    private int longer(int one, int other) {
      return one < 0 || tos[other] - froms[other] > tos[one] - froms[one] ? other : one;
    }

    /** How long was waited until then. */
    long until(long time) {
      int at = Arrays.binarySearch(froms, 0, size, time);
      int last = at >= 0 ? at : -at - 2;
      return last < 0 ? 0 : before[last] + Math.min(time, tos[last]) - froms[last];
    }
  }
}
