package io.github.vertxnghttp2.soak;

import io.vertx.core.Future;

import java.util.Random;

/** A kind of load. */
@FunctionalInterface
interface Job {

  /** Does it once. What goes wrong goes to the tally; a failure is a fault, too. */
  Future<?> run(Random random);
}
