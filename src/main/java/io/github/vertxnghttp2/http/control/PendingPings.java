package io.github.vertxnghttp2.http.control;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** The PINGs of the user that the peer has not acknowledged. Belongs to the event loop. */
final class PendingPings {
  private record Ping(long data, Promise<Buffer> acknowledged) {
  }

  private final Deque<Ping> pings = new ArrayDeque<>();

  void add(long data, Promise<Buffer> acknowledged) {
    pings.add(new Ping(data, acknowledged));
  }

  void acknowledged(long data) {
    for (Iterator<Ping> each = pings.iterator(); each.hasNext(); ) {
      Ping ping = each.next();
      if (ping.data == data) {
        each.remove();
        ping.acknowledged.tryComplete(Buffer.buffer().appendLong(data));
        return;
      }
    }
  }

  /** The connection is closed. */
  void end(Throwable cause) {
    for (Ping ping; (ping = pings.poll()) != null; ) {
      ping.acknowledged.tryFail(cause);
    }
  }
}
