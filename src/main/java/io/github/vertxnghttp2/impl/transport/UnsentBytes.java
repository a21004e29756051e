package io.github.vertxnghttp2.impl.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;

/**
 * Limits the bytes that the operating system takes of a connection before it sends them. Without a limit it takes as
 * many as its send buffer holds, which grows to some MiB, and an urgent response waits behind them. The limit follows
 * the rate at which the line takes bytes: it is what the line takes within a few milliseconds. A fast line has no
 * limit, because each time that a socket takes more bytes costs CPU time. Belongs to the channel's event loop.
 *
 * <p>The rate is measured between two moments at which the socket takes no more bytes, if there was always something to
 * send between them.
 */
final class UnsentBytes {
  /** The value of {@link #limit} of a connection without one. */
  static final int NONE = 0;

  private static final System.Logger LOG = System.getLogger(UnsentBytes.class.getName());
  /**
   * The name by which Netty's class EpollChannelOption registers the option. The class is there only if the
   * application has the native transport.
   */
  private static final String EPOLL_OPTION = "io.netty.channel.epoll.EpollChannelOption#TCP_NOTSENT_LOWAT";
  /** What the line takes within this time may wait in the operating system. */
  private static final long QUEUE_NANOS = 10_000_000;
  /** The largest limit. A line that takes twice as many bytes within that time, 50 MiB a second, is fast. */
  private static final int MOST = 256 << 10;
  /** The limit until the rate is known. */
  private static final int FIRST = 128 << 10;
  /** A measurement ends after this time, or after so many bytes and twice the limit. */
  private static final long MEASURED_NANOS = 50_000_000;
  private static final int MEASURED_BYTES = 256 << 10;
  /** A limit grows at most so much at a time: one measurement may see a burst. */
  private static final int GROWTH = 4;

  private final Channel channel;
  private final int least;
  private int limit;
  private boolean measuring;
  /** When the socket was full for the last time, and the bytes that it had taken by then. */
  private long fullAt;
  private long takenThen;
  private long measuredNanos;
  private long measuredBytes;

  private UnsentBytes(Channel channel, int least) {
    this.channel = channel;
    this.least = least;
  }

  /**
   * @param least the limit of a slow line, in bytes; 0 for no limit on any line
   * @return {@code null} if least is 0 or the channel has no such limit: only those of TCP of the native transport on
   *   Linux have one
   */
  static UnsentBytes limit(Channel channel, int least) {
    if (least == 0 || !ChannelOption.exists(EPOLL_OPTION)) {
      return null;
    }
    UnsentBytes unsent = new UnsentBytes(channel, least);
    return unsent.set(Math.max(least, FIRST)) ? unsent : null;
  }

  /** The limit in bytes, or {@link #NONE}. */
  int limit() {
    return limit;
  }

  /**
   * The socket takes no more bytes for now.
   *
   * @param taken bytes that the socket has taken so far
   * @param now in nanoseconds
   * @return whether the limit has changed
   */
  boolean full(long taken, long now) {
    boolean changed = false;
    if (measuring) {
      measuredBytes += taken - takenThen;
      measuredNanos += now - fullAt;
      changed = review();
    }
    measuring = true;
    fullAt = now;
    takenThen = taken;
    return changed;
  }

  /** There is nothing to send. The time from now on tells nothing about the line. */
  void idle() {
    measuring = false;
  }

  private boolean review() {
    int before = limit == NONE ? MOST : limit;
    if (measuredNanos < MEASURED_NANOS && measuredBytes < Math.max(MEASURED_BYTES, 2 * before)) {
      return false;
    }
    double queue = (double) measuredBytes * QUEUE_NANOS / Math.max(1, measuredNanos);
    measuredBytes = 0;
    measuredNanos = 0;
    long wanted = least;
    while (2 * wanted <= queue) {
      wanted *= 2;
    }
    wanted = Math.min(wanted, (long) GROWTH * before);
    int next = wanted > Math.max(MOST, least) ? NONE : (int) wanted;
    return next != limit && set(next);
  }

  private boolean set(int bytes) {
    ChannelOption<Long> option = ChannelOption.valueOf(EPOLL_OPTION);
    try {
      limit = bytes;
      return channel.config().setOption(option, (long) bytes);
    } catch (ChannelException e) { // the channel works without it, too
      LOG.log(System.Logger.Level.DEBUG, "TCP_NOTSENT_LOWAT cannot be set", e);
      return false;
    }
  }
}
