package io.github.vertxnghttp2.impl.limits;

/** A connection that {@link PeriodicChecks} checks periodically. On the event loop. */
interface PeriodicCheck {

  /** @param now by {@link System#nanoTime} */
  void check(long now);

  /** The check threw this. */
  void checkFailed(Throwable cause);
}
