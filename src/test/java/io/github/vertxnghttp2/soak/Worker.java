package io.github.vertxnghttp2.soak;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.Random;

/** Does a job again and again, with pauses between, on a context of its own. */
final class Worker {
  /** Far beyond all timeouts of the load: what lasts longer does not end at all. */
  private static final long HANGS_AFTER = 60_000;

  private final Site site;
  private final String name;
  private final Job job;
  private final int pauseMillis;
  private final Random random;
  private final Context context;
  private Promise<Void> parked;
  private boolean busy;

  /** @param pauseMillis the mean of the pauses */
  Worker(Site site, String name, Job job, int pauseMillis, long seed) {
    this.site = site;
    this.name = name;
    this.job = job;
    this.pauseMillis = pauseMillis;
    this.random = new Random(seed);
    this.context = site.vertx().getOrCreateContext();
  }

  void resume() {
    context.runOnContext(v -> {
      parked = null;
      next();
    });
  }

  /** Completes when the work that is under way is done; no more is begun. */
  Future<Void> pause() {
    Promise<Void> promise = Promise.promise();
    context.runOnContext(v -> {
      parked = promise;
      if (!busy) {
        promise.complete();
      }
    });
    return promise.future();
  }

  private void next() {
    busy = true;
    Future<?> work;
    try {
      work = job.run(random);
    } catch (RuntimeException | AssertionError e) {
      work = Future.failedFuture(e);
    }
    long alarm = site.vertx().setTimer(HANGS_AFTER, id ->
      site.tally().fault(name + " hangs; open are " + site.tally().open(), null));
    work.onFailure(cause -> site.tally().fault(name, cause)).onComplete(v -> {
      site.vertx().cancelTimer(alarm);
      context.runOnContext(w -> rest());
    });
  }

  private void rest() {
    site.vertx().setTimer(1 + random.nextInt(2 * pauseMillis), timer -> {
      busy = false;
      if (parked == null) {
        next();
      } else {
        parked.complete();
      }
    });
  }
}
