package io.github.vertxnghttp2.impl.limits;

import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.protocol.LimitReached;

import java.util.function.Consumer;

/**
 * Withholds the window credit of a connection while all connections together hold more unread bytes than
 * maxBufferedBytes. The native library enforces the limit of a single connection. This class only reports that limit.
 */
final class BufferedBytesLimit {
  private final Connection connection;
  private final TotalUnreadBytes all;
  private final int maximum;
  private final Consumer<LimitReached> limits;
  private long unread;
  private boolean full;
  private boolean held;

  /** @param maximum the unread bytes that this connection may have, 0 for no limit */
  BufferedBytesLimit(Connection connection, TotalUnreadBytes all, int maximum, Consumer<LimitReached> limits) {
    this.connection = connection;
    this.all = all;
    this.maximum = maximum;
    this.limits = limits;
  }

  /** Called after each batch of reads, and also periodically, because other connections change the sum too. */
  void check() {
    long now = connection.unreadBytes();
    boolean tooMuch = all.change(now - unread);
    unread = now;
    boolean wasFull = full;
    full = maximum > 0 && now > maximum;
    if (full && !wasFull) {
      limits.accept(LimitReached.of(Limit.MAX_UNREAD_BYTES, maximum));
    }
    if (tooMuch != held) {
      held = tooMuch;
      connection.windows().hold(tooMuch);
      if (tooMuch) {
        limits.accept(LimitReached.of(Limit.MAX_BUFFERED_BYTES, all.maximum()));
      }
    }
  }

  void end() {
    all.change(-unread);
    unread = 0;
  }
}
