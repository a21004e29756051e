package io.github.vertxnghttp2.protocol.window;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides how large the receive windows of a connection and of its streams are. They start at the sizes of the options.
 * They grow with the bandwidth-delay product, which is the number of bytes that arrive in one round trip. All windows
 * of the connection together can never hold more than the connection's own window. A {@link WindowBudget} limits the
 * sum of all connections. Belongs to the event loop.
 *
 * <p>The clock is read once for each quarter of the smaller start window. Connections with little DATA send no PINGs.
 */
public final class WindowGrowth {
  /** What the connection does when the decisions change. */
  public interface Windows {
    /** Sends a PING. */
    void ping(long opaqueData);

    /** The size of the windows has changed, and with it {@link #growth}. */
    void changed();

    /** {@link #growth} has changed, but not the size of the windows. */
    void unreadLimitChanged();

    /**
     * Bytes of the connection's window that the peer has used, and that were not given back. Negative if the peer may
     * send more than the window, because that has shrunk.
     */
    int used();
  }

  /** Below 64 KiB in a second, the smallest window is enough for any round trip. */
  private static final long SLOW = TimeUnit.SECONDS.toNanos(1);
  /** The clock is not read for fewer bytes, however small the start windows are. */
  private static final int MIN_LOOK = 4096;
  private static final long REVIEW = TimeUnit.SECONDS.toNanos(10);
  /**
   * The library sends WINDOW_UPDATE after half a window. So a window has to be twice the bandwidth-delay product, and
   * somewhat more because the bytes do not arrive evenly.
   */
  private static final double WINDOW_PER_PRODUCT = 2.5;
  /** A growth of less is not worth a frame. */
  private static final double LEAST_GROWTH = 1.25;
  /** The part of the unread bytes limit that windows may use. The rest is for bytes that are unread. */
  private static final int UNREAD_QUARTERS = 3;

  private final WindowSizes start;
  private final WindowBudget budget;
  private final LongSupplier clock;
  private final Windows windows;
  private final RoundTrip roundTrip = new RoundTrip();
  private final ArrivalRate rate = new ArrivalRate();
  private final int quarter;
  private final int maxGrowth;
  private final int maxUnread;
  private int connectionWindow;
  private int streamWindow;
  /** Bytes of an earlier window that the peer may still send. Their credit cannot be taken back. */
  private long excess;
  /** The windows have shrunk, and the excess may not be used up. */
  private boolean shrunk;
  private long arrived;
  private long lookedAt;
  /** The unread bytes of about one round trip ago. */
  private long unreadBefore;
  private long comparedAt;
  /** The most bytes of a round trip since the last review. */
  private long mostArrived;
  private long reviewedAt;
  private boolean stopped;
  private boolean ended;

  /**
   * @param maxUnread the limit of unread bytes, 0 for none. The connection's window may grow by three quarters of what
   *   is left of it. If unread bytes come close to it, the windows shrink
   * @param clock as {@link System#nanoTime}
   */
  public WindowGrowth(WindowSizes start, int maxUnread, WindowBudget budget, LongSupplier clock, Windows windows) {
    this.start = start;
    this.budget = budget;
    this.clock = clock;
    this.windows = windows;
    quarter = Math.max(MIN_LOOK, Math.min(start.stream(), start.connection()) / 4);
    connectionWindow = start.connection();
    streamWindow = start.stream();
    this.maxUnread = maxUnread;
    maxGrowth = Math.max(0, start.maximum() - start.connection());
    lookedAt = clock.getAsLong();
    reviewedAt = lookedAt;
    comparedAt = lookedAt;
    roundTrip.settingsSent(lookedAt);
  }

  /** The size of the connection's window. */
  public int connectionWindow() {
    return connectionWindow;
  }

  /** The size that a stream's window may have while its reader keeps up. */
  public int streamWindow() {
    return streamWindow;
  }

  /** By how many bytes the peer may send more than with the start window of the connection. */
  public long growth() {
    return connectionWindow - start.connection() + excess;
  }

  /** Nanoseconds; 0 if that is not known. */
  public long roundTrip() {
    return roundTrip.nanos();
  }

  public void settingsAcknowledged() {
    roundTrip.settingsAcknowledged(clock.getAsLong());
  }

  /** @return whether the PING was one of {@link Windows#ping} */
  public boolean pingAcknowledged(long opaqueData) {
    return roundTrip.pingAcknowledged(opaqueData, clock.getAsLong());
  }

  /** Counts bytes of DATA. */
  public void arrived(int bytes) {
    arrived += bytes;
  }

  /**
   * Called after all bytes of a read were counted.
   *
   * @param unread body bytes of all streams that were not consumed
   */
  public void read(long unread) {
    if (arrived >= quarter && !ended) {
      look(clock.getAsLong(), unread);
    }
  }

  private void look(long now, long unread) {
    long bytes = arrived;
    arrived = 0;
    boolean slow = now - lookedAt > SLOW;
    lookedAt = now;
    releaseExcess();
    boolean tooMuchUnread = maxUnread > 0 && unread > maxUnread - growth();
    if (tooMuchUnread) { // paused streams must not shut the connection's window for others
      shrink(0);
    }
    if (stopped) {
      return;
    }
    if (!slow && roundTrip.isPingDue(now)) {
      windows.ping(roundTrip.ping(now));
    }
    long product = rate.arrived(bytes, now, roundTrip.nanos());
    if (product < 0) {
      return;
    }
    mostArrived = Math.max(mostArrived, product);
    boolean keepsUp = unread - unreadBefore <= product / 4;
    if (now - comparedAt >= roundTrip.nanos()) {
      unreadBefore = unread;
      comparedAt = now;
    }
    if (keepsUp && !tooMuchUnread) {
      grow((int) Math.min(start.maximum(), product * WINDOW_PER_PRODUCT), unread);
    }
  }

  /** The peer has used credit that a smaller window does not renew. */
  private void releaseExcess() {
    if (shrunk) {
      long before = excess;
      excess = Math.max(0, -windows.used());
      shrunk = excess > 0;
      budget.release(before - excess);
      windows.unreadLimitChanged();
    }
  }

  private void grow(int wanted, long unread) {
    boolean changed = false;
    int limit = start.connection() + maxGrowth(unread);
    int connection = Math.min(wanted, limit);
    if (isWorthIt(connectionWindow, connection, limit)) {
      int more = connection - connectionWindow;
      int again = (int) Math.min(excess, more);
      int granted = again + budget.grant(more - again, growth());
      excess -= again;
      connectionWindow += granted;
      changed = granted > 0;
    }
    int stream = Math.min(wanted, Math.max(connectionWindow, start.stream()));
    if (isWorthIt(streamWindow, stream, connectionWindow)) {
      streamWindow = stream;
      changed = true;
    }
    if (changed) {
      windows.changed();
    }
  }

  private int maxGrowth(long unread) {
    return maxUnread == 0 ? maxGrowth
      : (int) Math.min(maxGrowth, Math.max(0, maxUnread - unread) * UNREAD_QUARTERS / 4);
  }

  /** Whether a window should grow to that size. The last step may be small. */
  private static boolean isWorthIt(int window, int wanted, int limit) {
    return wanted >= window * LEAST_GROWTH || wanted > window && wanted == limit;
  }

  /** Called periodically. If the budget is short, windows that are larger than needed shrink. */
  public void review(long now) {
    if (now - reviewedAt < REVIEW) {
      return;
    }
    reviewedAt = now;
    long needed = (long) (mostArrived * WINDOW_PER_PRODUCT);
    mostArrived = 0;
    if (budget.isShort() && needed <= connectionWindow / 2) {
      shrink((int) needed);
    }
  }

  /** Memory is short: the windows shrink to their start sizes. */
  public void shrink() {
    shrink(0);
  }

  private void shrink(int needed) {
    int connection = Math.max(start.connection(), Math.min(needed, connectionWindow));
    int stream = Math.max(start.stream(), Math.min(needed, streamWindow));
    if (ended || connection == connectionWindow && stream == streamWindow) {
      return;
    }
    long before = growth();
    excess = Math.max(0, connectionWindow - (long) windows.used() - connection);
    shrunk = true;
    connectionWindow = connection;
    streamWindow = stream;
    budget.release(before - growth());
    windows.changed();
  }

  /** The user has set the windows of streams: from now on nothing grows, and only the connection's window shrinks. */
  public void stop() {
    stopped = true;
    streamWindow = start.stream();
  }

  /** Whether the user has set the windows of streams. */
  public boolean isStopped() {
    return stopped;
  }

  /** The connection is closed, or the user has set its window. Nothing grows any more. */
  public void end() {
    ended = true;
    budget.release(growth());
    excess = 0;
    connectionWindow = start.connection();
  }
}
