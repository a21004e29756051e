package io.github.vertxnghttp2.it;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Writes a body in pieces of random size as long as the queue has room. Each piece has memory of its own, so that a
 * queue that never filled up would take as much heap as the body is long.
 */
final class LongBodyWriter {
  private static final byte[] NOISE = Bodies.random(Bodies.MIB);
  private static final int PIECE_MAX = 64 << 10;

  private final WriteStream<Buffer> out;
  private final long length;
  private final Handler<LongBodyWriter> written;
  private final CRC32C checksum = new CRC32C();
  private final Random random = new Random(1);
  private long at;
  private int drains;

  /** @param written told when all is in the queue; the end of the body is left to it */
  LongBodyWriter(WriteStream<Buffer> out, long length, Handler<LongBodyWriter> written) {
    this.out = out;
    this.length = length;
    this.written = written;
  }

  void start() {
    out.drainHandler(v -> {
      drains++;
      run();
    });
    run();
  }

  private void run() {
    if (at == length) {
      return;
    }
    while (at < length && !out.writeQueueFull()) {
      int size = (int) Math.min(1 + random.nextInt(PIECE_MAX), length - at);
      int from = random.nextInt(NOISE.length - size);
      checksum.update(NOISE, from, size);
      at += size;
      out.write(Buffer.buffer(size).appendBytes(NOISE, from, size));
    }
    if (at == length) {
      written.handle(this);
    }
  }

  /** How often the queue was full. */
  int drains() {
    return drains;
  }

  /** Length and checksum. */
  String digest() {
    return LongBodyReader.digest(length, checksum);
  }
}
