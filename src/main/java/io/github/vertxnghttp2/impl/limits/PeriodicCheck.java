package io.github.vertxnghttp2.impl.limits;

/** What a {@link PeriodicChecks} looks at from time to time. On the event loop. */
interface PeriodicCheck {

  /** @param now by {@link System#nanoTime} */
  void check(long now);

  /** A look threw: the others are looked at all the same. */
  void checkFailed(Throwable cause);
}
