package io.github.vertxnghttp2.impl.limits;

/** A connection that {@link PeriodicChecks} checks periodically. The methods are called on the event loop. */
interface PeriodicCheck {

  /** @param now the time of {@link System#nanoTime} */
  void check(long now);

  /** Called if the check threw an exception. */
  void checkFailed(Throwable cause);
}
