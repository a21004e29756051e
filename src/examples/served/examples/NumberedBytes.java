package examples;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** A stream of a given number of bytes. Byte i is i·31 mod 251. The stream makes bytes as fast as they are read. */
final class NumberedBytes implements ReadStream<Buffer> {
  private static final int PERIOD = 251;
  private static final int CHUNK = PERIOD * 256;
  private static final Buffer PATTERN = pattern();

  private final Context context = Vertx.currentContext();
  private final long length;
  private long at;
  private long demand = Long.MAX_VALUE;
  private boolean running;
  private boolean ended;
  private Handler<Buffer> handler;
  private Handler<Void> endHandler;

  NumberedBytes(long length) {
    this.length = length;
  }

  private static Buffer pattern() {
    byte[] bytes = new byte[CHUNK];
    for (int i = 0; i < CHUNK; i++) {
      bytes[i] = (byte) (i % PERIOD * 31 % PERIOD);
    }
    return Buffer.buffer(bytes);
  }

  private void run() {
    if (running || handler == null) {
      return;
    }
    running = true;
    while (demand > 0 && at < length) {
      int size = (int) Math.min(CHUNK, length - at);
      at += size;
      if (demand != Long.MAX_VALUE) {
        demand--;
      }
      handler.handle(PATTERN.slice(0, size));
    }
    running = false;
    if (at == length && !ended && demand > 0) {
      ended = true;
      if (endHandler != null) {
        endHandler.handle(null);
      }
    }
  }

  @Override
  public NumberedBytes handler(Handler<Buffer> handler) {
    this.handler = handler;
    if (handler != null) {
      context.runOnContext(v -> run());
    }
    return this;
  }

  @Override
  public NumberedBytes pause() {
    demand = 0;
    return this;
  }

  @Override
  public NumberedBytes resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public NumberedBytes fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    context.runOnContext(v -> run());
    return this;
  }

  @Override
  public NumberedBytes endHandler(Handler<Void> handler) {
    endHandler = handler;
    return this;
  }

  @Override
  public NumberedBytes exceptionHandler(Handler<Throwable> handler) {
    return this;
  }
}
