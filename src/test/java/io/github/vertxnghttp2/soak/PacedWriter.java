package io.github.vertxnghttp2.soak;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

import java.util.Random;

/** Writes a body as fast as its stream takes it; one in three slower. Stops when the stream breaks. */
final class PacedWriter {
  private final Vertx vertx;
  private final WriteStream<Buffer> out;
  private final Random random;
  private final long length;
  private final Runnable written;
  private final boolean slow;
  private long at;
  private boolean broken;

  private PacedWriter(Vertx vertx, WriteStream<Buffer> out, Random random, long length, Runnable written) {
    this.vertx = vertx;
    this.out = out;
    this.random = random;
    this.length = length;
    this.written = written;
    this.slow = random.nextInt(3) == 0;
  }

  /** Writes and ends. */
  static void whole(Site site, WriteStream<Buffer> out, Random random, long length) {
    part(site, out, random, length, out::end);
  }

  /** Writes. @param written told when all is in the queue; not if the stream breaks before */
  static void part(Site site, WriteStream<Buffer> out, Random random, long length, Runnable written) {
    new PacedWriter(site.vertx(), out, random, length, written).start();
  }

  private void start() {
    out.exceptionHandler(cause -> broken = true);
    out.drainHandler(v -> run());
    run();
  }

  private void run() {
    while (!broken && at < length && !out.writeQueueFull()) {
      int size = (int) Math.min(1 + random.nextInt(Content.PIECE_MAX), length - at);
      out.write(Content.piece(at, size));
      at += size;
      if (slow && at < length && random.nextInt(4) == 0) {
        out.drainHandler(null);
        vertx.setTimer(1 + random.nextInt(10), v -> {
          if (!broken) {
            out.drainHandler(w -> run());
            run();
          }
        });
        return;
      }
    }
    if (!broken && at == length) {
      at++;
      out.drainHandler(null);
      written.run();
    }
  }
}
