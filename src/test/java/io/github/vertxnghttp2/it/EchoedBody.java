package io.github.vertxnghttp2.it;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

import java.util.Arrays;
import java.util.Random;

/**
 * A body of random length that goes to a peer in random pieces and should come back: written with breaks, and read at a
 * pace that is random, too. Everything is called on one context.
 */
final class EchoedBody {
  private static final byte[] NOISE = Bodies.random(2 * Bodies.MIB);
  private static final int LENGTH_MAX = 220_000;
  private static final int PIECE_MAX = 40_000;
  /** Around the sizes of frames and windows. */
  private static final int[] EDGES = {0, 1, 16_383, 16_384, 16_385, 65_535, 65_536, 262_144, 262_145};

  private final Vertx vertx;
  private final Random random;
  private final int number;
  private final int from;
  private final int to;
  private final Promise<Void> received = Promise.promise();
  private int written;
  private int read;

  EchoedBody(Vertx vertx, int number) {
    this.vertx = vertx;
    this.random = new Random(number);
    this.number = number;
    int length = number < EDGES.length ? EDGES[number] : random.nextInt(LENGTH_MAX);
    from = random.nextInt(NOISE.length - length);
    to = from + length;
    written = from;
    read = from;
  }

  int length() {
    return to - from;
  }

  void writeTo(WriteStream<Buffer> out) {
    while (written < to) {
      if (out.writeQueueFull()) {
        out.drainHandler(v -> {
          out.drainHandler(null);
          writeTo(out);
        });
        return;
      }
      int size = Math.min(1 + random.nextInt(PIECE_MAX), to - written);
      out.write(Buffer.buffer(size).appendBytes(NOISE, written, size));
      written += size;
      if (random.nextInt(3) == 0) {
        vertx.runOnContext(v -> writeTo(out));
        return;
      }
    }
    out.end();
  }

  /** Completes at the end, if what came is what was written. */
  Future<Void> readFrom(ReadStream<Buffer> in) {
    RandomPace pace = new RandomPace(vertx, random, in);
    in.exceptionHandler(received::tryFail).endHandler(v -> {
      if (read == to) {
        received.tryComplete();
      } else {
        received.tryFail("body " + number + " ended after " + (read - from) + " of " + length() + " bytes");
      }
    }).handler(piece -> {
      compare(piece.getBytes());
      pace.next();
    });
    pace.goOn();
    return received.future();
  }

  private void compare(byte[] piece) {
    if (piece.length > to - read || !Arrays.equals(piece, 0, piece.length, NOISE, read, read + piece.length)) {
      received.tryFail("body " + number + " of " + length() + " bytes differs within " + piece.length + " bytes from "
        + (read - from));
    }
    read += piece.length;
  }
}
