package io.github.vertxnghttp2.service.nodes;

import java.util.concurrent.TimeUnit;

/**
 * Limits how many requests to an address are sent again although a handler may have begun: otherwise handlers that
 * fail under load would get more load. The budget grows with the requests by a share of them, and by one a second up
 * to a minimum, so that a quiet route can send requests again, too. Safe for use by any thread.
 */
final class ResendBudget {
  /** What may be sent again at first, and what the budget grows to without requests. */
  static final int MINIMUM = 10;
  /** What may be sent again at once at most. */
  static final int MAXIMUM = 1_000;
  private static final int ONE = 100;
  private static final long NANOS_PER_ONE = TimeUnit.SECONDS.toNanos(1);

  /** In hundredths of a request. */
  private long left = MINIMUM * ONE;
  private int counted;
  private long refilled;

  /** @param now {@link System#nanoTime} */
  ResendBudget(long now) {
    refilled = now;
  }

  /**
   * Takes one request from the budget.
   *
   * @param requests the number of requests to the address so far, which may overflow
   * @param percent the share of the requests that may be sent again
   * @param now {@link System#nanoTime}
   * @return false if the budget is spent
   */
  synchronized boolean take(int requests, int percent, long now) {
    long seconds = (now - refilled) / NANOS_PER_ONE;
    refilled += seconds * NANOS_PER_ONE;
    if (left < MINIMUM * ONE) {
      left = Math.min(MINIMUM * ONE, left + Math.min(seconds, MINIMUM) * ONE);
    }
    int further = requests - counted;
    if (further > 0) { // otherwise another thread counted later ones
      left = Math.min(MAXIMUM * ONE, left + further * (long) percent);
      counted = requests;
    }
    if (left < ONE) {
      return false;
    }
    left -= ONE;
    return true;
  }
}
