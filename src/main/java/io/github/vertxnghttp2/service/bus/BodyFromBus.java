package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.SentMessage;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * Writes what comes over the bus to an HTTP/2 message, and credits it when it has left on the connection. On the context of
 * both.
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
    // Of a message that takes no more, too: who reads it says what becomes of the stream, and the sender comes to its end.
    to.write(data).onComplete(written -> from.consumed(length));
  }

  /** @throws IllegalArgumentException if a field is not allowed */
  public void onEnd(MultiMap trailers) {
    trailers.forEach(to.trailers()::add);
    to.end();
  }
}
