package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.SentMessage;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * Writes a body that comes over the bus to an HTTP/2 message, and grants credit for the bytes that the connection has
 * sent. The stream and the message share one context, and all methods are called on it.
 */
public final class BodyFromBus {
  private final BusStream from;
  private final SentMessage to;

  public BodyFromBus(BusStream from, SentMessage to) {
    this.from = from;
    this.to = to;
  }

  public void onData(Buffer data) {
    int length = data.length();
    // A failed write counts as consumed, too: the sender gets on to its end, and the message's own failure ends the
    // stream.
    to.write(data).onComplete(written -> from.consumed(length));
  }

  /** @throws IllegalArgumentException if a field is not allowed */
  public void onEnd(MultiMap trailers) {
    trailers.forEach(to.trailers()::add);
    to.end();
  }
}
