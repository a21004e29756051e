package io.github.vertxnghttp2.it;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

import java.util.Random;

/**
 * A reader that stops now and then for a turn of the event loop or a while; one in two asks for each piece on its own.
 */
final class RandomPace {
  private final Vertx vertx;
  private final Random random;
  private final ReadStream<Buffer> in;
  private final boolean fetching;

  RandomPace(Vertx vertx, Random random, ReadStream<Buffer> in) {
    this.vertx = vertx;
    this.random = random;
    this.in = in.pause();
    this.fetching = random.nextBoolean();
  }

  /** To be called when the handlers are set, and after a pause. */
  void goOn() {
    if (fetching) {
      in.fetch(1);
    } else {
      in.resume();
    }
  }

  /** To be called after each piece. */
  void next() {
    switch (random.nextInt(8)) {
      case 0 -> {
        in.pause();
        vertx.runOnContext(v -> goOn());
      }
      case 1 -> {
        in.pause();
        vertx.setTimer(2, v -> goOn());
      }
      case 2 -> {
        in.pause();
        goOn();
      }
      default -> {
        if (fetching) {
          goOn();
        }
      }
    }
  }

  /** Sends back what comes, and ends. */
  void echo(WriteStream<Buffer> out) {
    in.endHandler(v -> out.end()).handler(piece -> {
      out.write(piece);
      if (out.writeQueueFull()) {
        in.pause();
        out.drainHandler(v -> goOn());
      } else {
        next();
      }
    });
    goOn();
  }
}
