package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.protocol.window.CreditBatch;
import io.github.vertxnghttp2.protocol.window.WindowBudget;
import io.github.vertxnghttp2.protocol.window.WindowGrowth;
import io.github.vertxnghttp2.protocol.window.WindowSizes;

import java.util.function.LongSupplier;

/** The receive windows of a connection and of its streams, RFC 9113 section 5.2. Belongs to the event loop. */
public final class ConnectionWindows implements WindowGrowth.Windows {
  private final Connection connection;
  private final Session session;
  private final OpenStreams streams;
  private final CreditBatch creditBatch;
  /** Written on the event loop only, and read by any thread. */
  private volatile int connectionWindow = CreditBatch.INITIAL_WINDOW;
  private int streamWindow = CreditBatch.INITIAL_WINDOW;
  private final int maxUnread;
  private boolean held;
  /** {@code null} if windows do not grow. */
  private WindowGrowth growth;
  /** The size to which streams may grow; 0 while that is not more than their first window. */
  private int largerStreamWindow;
  /** The size of a stream's window from which streams have grown. */
  private int firstStreamWindow;

  /** @param maxUnread bytes, 0 for no limit */
  ConnectionWindows(Connection connection, OpenStreams streams, int maxUnread) {
    this.connection = connection;
    this.session = connection.session();
    this.streams = streams;
    this.maxUnread = maxUnread;
    creditBatch = new CreditBatch(session, maxUnread);
  }

  // --- from the user ---

  /**
   * Lowers an INITIAL_WINDOW_SIZE that would make the window of a stream that has grown too large. The peer would take
   * that for an error, RFC 9113 section 6.9.2.
   */
  int[] fitting(int[] idsAndValues) {
    int grown = 0;
    if (growth != null) {
      for (Stream stream : streams.all()) {
        grown = Math.max(grown, stream.receiveWindow() - firstStreamWindow);
      }
    }
    int[] fitting = idsAndValues.clone();
    for (int i = 0; i + 1 < fitting.length; i += 2) {
      if (fitting[i] == SettingId.INITIAL_WINDOW_SIZE.id()) {
        fitting[i + 1] = Math.min(fitting[i + 1], Integer.MAX_VALUE - grown);
      }
    }
    return fitting;
  }

  /** @param idsAndValues settings of this side, which are sent */
  void settings(int[] idsAndValues) {
    for (int i = 0; i < idsAndValues.length; i += 2) {
      if (idsAndValues[i] == SettingId.INITIAL_WINDOW_SIZE.id()) {
        streamWindow = idsAndValues[i + 1];
        stopGrowth();
      }
    }
    creditBatch.settings(idsAndValues);
  }

  /** The size of the connection's window is as the user wants it. */
  void connectionWindow(int bytes) {
    stopGrowth();
    setConnectionWindow(bytes);
    if (growth != null) {
      growth.end();
      limitUnread();
    }
  }

  private void stopGrowth() {
    if (growth != null) {
      growth.stop();
      largerStreamWindow = 0;
    }
  }

  private void setConnectionWindow(int bytes) {
    boolean larger = bytes > connectionWindow;
    connectionWindow = bytes;
    setWindow(0, bytes, larger);
    creditBatch.connectionWindow(bytes);
  }

  private void setWindow(int streamId, int bytes, boolean larger) {
    if (larger) {
      session.setLocalWindowSizeAndCredit(streamId, bytes);
    } else {
      session.setLocalWindowSize(streamId, bytes);
    }
  }

  /**
   * From now on the windows grow with the bandwidth-delay product. Called after {@link Connection#start}. They no
   * longer grow once the user has called {@link Connection#windowSize}, or {@link Connection#settings} with
   * INITIAL_WINDOW_SIZE.
   *
   * @param maximum bytes of a window
   */
  public void grow(int maximum) {
    grow(maximum, WindowBudget.PROCESS, System::nanoTime);
  }

  /** As {@link #grow(int)}, with another budget and clock. */
  void grow(int maximum, WindowBudget budget, LongSupplier clock) {
    firstStreamWindow = streamWindow;
    growth = new WindowGrowth(new WindowSizes(connectionWindow, streamWindow, maximum), maxUnread, budget, clock, this);
  }

  /**
   * Withholds the credit for all bytes as long as any are unread, because all connections together hold too many. The
   * windows shrink.
   *
   * @param hold false to return to the limit of this connection
   */
  public void hold(boolean hold) {
    held = hold;
    if (hold && growth != null) {
      growth.shrink();
    }
    limitUnread();
    connection.dirty();
  }

  /** What a larger window lets the peer send is taken from the limit, so that the sum stays the same. */
  private void limitUnread() {
    int limit = held ? 1 : maxUnread == 0 || growth == null ? maxUnread
      : (int) Math.max(1, maxUnread - growth.growth());
    session.setMaxUnread(limit);
    creditBatch.maxUnread(limit);
  }

  // --- from the streams ---

  void unread(long bytes) {
    creditBatch.unread(bytes);
  }

  void dataReceived(int bytes) {
    if (growth != null) {
      growth.arrived(bytes);
    }
  }

  /** All events of a read were reported. */
  void readDone() {
    if (growth != null) {
      growth.read(streams.unreadBytes());
    }
  }

  /** The application has read bytes of a stream. */
  void consumed(Stream stream) {
    if (stream.receiveWindow() < largerStreamWindow) {
      enlarge(stream);
    }
  }

  /** A stream gets the larger window only if its reader has read most of the bytes that have arrived. */
  private void enlarge(Stream stream) {
    int quarter = Math.max(1, windowOf(stream) / 4);
    long unread = stream.unreadBytes();
    if (!stream.isRemoteEnded() && unread <= quarter && stream.bytesReceived() - unread >= quarter) {
      resize(stream, largerStreamWindow);
    }
  }

  private int windowOf(Stream stream) {
    return stream.receiveWindow() == 0 ? streamWindow : stream.receiveWindow();
  }

  private void resize(Stream stream, int bytes) {
    boolean larger = bytes > windowOf(stream);
    stream.receiveWindow(bytes);
    setWindow(stream.id(), bytes, larger);
  }

  // --- from the peer ---

  void settingsAcknowledged() {
    if (growth != null) {
      growth.settingsAcknowledged();
    }
  }

  /** @return whether this side has sent the PING to measure the round trip */
  boolean pingAcknowledged(long opaqueData) {
    return growth != null && growth.pingAcknowledged(opaqueData);
  }

  // --- from the growth ---

  @Override
  public void ping(long opaqueData) {
    connection.ping(opaqueData);
  }

  @Override
  public void unreadLimitChanged() {
    limitUnread();
    connection.dirty();
  }

  @Override
  public int used() {
    return session.state().effectiveLocalWindowSize(0) - session.state().localWindowSize(0);
  }

  @Override
  public void changed() {
    limitUnread();
    if (growth.connectionWindow() != connectionWindow) {
      boolean larger = growth.connectionWindow() > connectionWindow;
      setConnectionWindow(growth.connectionWindow());
      if (larger) {
        connection.listener().onWindowGrowth();
      }
    }
    if (!growth.isStopped()) {
      resizeStreams();
    }
    connection.dirty();
    if (connection.frameListener() != null) {
      connection.frameListener().windowsChanged(connectionWindow, growth.streamWindow(), growth.roundTrip());
    }
  }

  private void resizeStreams() {
    largerStreamWindow = growth.streamWindow() > streamWindow ? growth.streamWindow() : 0;
    for (Stream stream : streams.all()) {
      if (stream.receiveWindow() > growth.streamWindow()) {
        resize(stream, growth.streamWindow());
      } else {
        consumed(stream);
      }
    }
  }

  // --- periodically, and at the end ---

  /** Called periodically. @param now by {@link System#nanoTime} */
  public void review(long now) {
    if (growth != null) {
      growth.review(now);
    }
  }

  void end() {
    if (growth != null) {
      growth.end();
    }
  }

  // --- for the metrics, from any thread ---

  /** Bytes of the connection's window. */
  public int connectionWindow() {
    return connectionWindow;
  }

  /** The shortest round trip in nanoseconds; 0 if none was measured. */
  public long roundTrip() {
    return growth == null ? 0 : growth.roundTrip();
  }
}
