package io.github.vertxnghttp2.soak;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

import java.util.Random;

/** Reads a body to its end, which comes once, and looks at each byte; one in three is read slowly. */
final class BodyCheck {
  private final Vertx vertx;
  private final Tally tally;
  private final Random random;
  private final ReadStream<Buffer> in;
  private final boolean slow;
  private final long enough;
  private final Promise<Long> done = Promise.promise();
  private long at;
  private boolean ended;

  private BodyCheck(Site site, ReadStream<Buffer> in, Random random, long enough) {
    this.vertx = site.vertx();
    this.tally = site.tally();
    this.random = random;
    this.in = in;
    this.enough = enough;
    this.slow = random.nextInt(3) == 0;
  }

  /** @return how many bytes it had; fails with what ended it early */
  static Future<Long> read(Site site, ReadStream<Buffer> in, Random random) {
    return new BodyCheck(site, in, random, Long.MAX_VALUE).start();
  }

  /** As above, but completes with the first bytes that are at least so many; what comes then is still looked at. */
  static Future<Long> readUntil(Site site, ReadStream<Buffer> in, Random random, long enough) {
    return new BodyCheck(site, in, random, enough).start();
  }

  private Future<Long> start() {
    in.exceptionHandler(cause -> {
      end("a failure");
      done.tryFail(cause);
    });
    in.endHandler(v -> {
      end("its end");
      done.tryComplete(at);
    });
    in.handler(this::take);
    return done.future();
  }

  private void end(String how) {
    if (ended) {
      tally.fault("a body ended twice, then with " + how, null);
    }
    ended = true;
  }

  private void take(Buffer piece) {
    if (ended) {
      tally.fault("a body went on behind its end", null);
    }
    if (!Content.isPiece(piece, at)) {
      tally.fault("a body is wrong at byte " + at + " or in the " + piece.length() + " that follow", null);
      done.tryFail("the body is wrong");
    }
    at += piece.length();
    if (at >= enough) {
      done.tryComplete(at);
    }
    if (slow && random.nextInt(4) == 0) {
      in.pause();
      vertx.setTimer(1 + random.nextInt(10), v -> in.resume());
    }
  }
}
