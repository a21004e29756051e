package io.github.vertxnghttp2.protocol.window;

import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.frame.SettingId;

/**
 * Decides how many consumed body bytes are collected before a flush is due for their credit alone
 * ({@link Session#creditBatch}), so that not each read causes a flush. The batch is too small to hold up the peer.
 */
public final class CreditBatch {
  /** Bytes of the window of a connection and of a stream, RFC 9113 section 6.9.2. */
  public static final int INITIAL_WINDOW = 65_535;

  private final Session session;
  private int streamWindow = INITIAL_WINDOW;
  private int connectionWindow = INITIAL_WINDOW;
  private int maxUnread;
  private long unread;

  /** @param maxUnread bytes, 0 for no limit */
  public CreditBatch(Session session, int maxUnread) {
    this.session = session;
    this.maxUnread = maxUnread;
  }

  /** @param settings our ids and values in turn */
  public void settings(int[] settings) {
    for (int i = 0; i < settings.length; i += 2) {
      if (settings[i] == SettingId.INITIAL_WINDOW_SIZE.id()) {
        streamWindow = settings[i + 1];
      }
    }
    update();
  }

  /** @param bytes size of the connection's receive window */
  public void connectionWindow(int bytes) {
    connectionWindow = bytes;
    update();
  }

  /**
   * Sets how many unread bytes keep the connection's window shut.
   *
   * @param bytes 0 for no limit
   */
  public void maxUnread(int bytes) {
    maxUnread = bytes;
    update();
  }

  public void unread(long bytes) {
    unread = bytes;
    update();
  }

  /**
   * The session counts bytes whose credit waits as unread. Near the limit no credit waits: otherwise the waiting credit
   * alone could keep the connection's window shut.
   */
  private void update() {
    int batch = Math.min(streamWindow, connectionWindow) / 4;
    if (maxUnread > 0) {
      batch = unread > maxUnread / 2 ? 0 : Math.min(batch, maxUnread / 4);
    }
    session.creditBatch(batch);
  }
}
