package io.github.vertxnghttp2.protocol.window;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits by how many bytes the windows of all connections of this process may grow together. Thread-safe.
 */
public final class WindowBudget {
  private static final int HEAP_SHARE = 4;
  /** The system property with the bytes of {@link #PROCESS}. The default is a quarter of the maximum heap. */
  public static final String PROPERTY = "io.github.vertxnghttp2.windowBudget";
  /** The budget of this process. */
  public static final WindowBudget PROCESS =
    new WindowBudget(Math.max(0, Long.getLong(PROPERTY, Runtime.getRuntime().maxMemory() / HEAP_SHARE)));

  /** A connection gets at most a quarter of what others leave, so that something is left for the next one. */
  private static final int LEFT_SHARE = 4;
  /** Less than this part of what a connection wants is not worth a WINDOW_UPDATE frame. */
  private static final int SMALLEST_SHARE = 16;

  private final long bytes;
  private final AtomicLong granted = new AtomicLong();

  public WindowBudget(long bytes) {
    this.bytes = bytes;
  }

  /**
   * Grants bytes to a connection.
   *
   * @param held bytes that were granted to this connection before
   * @return at most {@code wanted}; 0 rather than a small part of it
   */
  int grant(int wanted, long held) {
    while (true) {
      long before = granted.get();
      int share = (int) Math.min(wanted, (bytes - before + held) / LEFT_SHARE - held);
      if (share <= wanted / SMALLEST_SHARE) {
        return 0;
      }
      if (granted.compareAndSet(before, before + share)) {
        return share;
      }
    }
  }

  /** Gives back granted bytes. */
  void release(long count) {
    granted.addAndGet(-count);
  }

  /** Whether more than half is granted: connections then give back what they do not use. */
  boolean isShort() {
    return granted.get() > bytes / 2;
  }

  /** How many bytes are granted at present. */
  public long granted() {
    return granted.get();
  }
}
