package io.github.vertxnghttp2.service.limits;

import io.github.vertxnghttp2.service.RateLimitOptions;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The buckets of clients, with a clock that the test sets. */
class RateLimiterTest {
  private long now = 5_000_000_000L;

  private RateLimiter limiter(RateLimitOptions options) {
    return new RateLimiter(options, () -> now);
  }

  private static RateLimitOptions options(int requests, int period) {
    return new RateLimitOptions().setRequests(requests).setPeriod(period);
  }

  private void pass(long milliseconds) {
    now += TimeUnit.MILLISECONDS.toNanos(milliseconds);
  }

  /** How many of so many requests at this moment are taken. */
  private static int taken(RateLimiter limiter, String client, int requests) {
    int taken = 0;
    for (int i = 0; i < requests; i++) {
      taken += limiter.take(client) == 0 ? 1 : 0;
    }
    return taken;
  }

  @Test
  void a_client_may_send_its_burst_at_once_and_then_as_many_as_the_time_allows() {
    RateLimiter limiter = limiter(options(10, 1_000).setBurst(15));
    assertEquals(15, taken(limiter, "a", 100));
    pass(99);
    assertEquals(0, taken(limiter, "a", 100));
    pass(1);
    assertEquals(1, taken(limiter, "a", 100));
    pass(250);
    assertEquals(2, taken(limiter, "a", 100));
    pass(50);
    assertEquals(1, taken(limiter, "a", 100));
    pass(3_600_000);
    assertEquals(15, taken(limiter, "a", 100));
  }

  @Test
  void clients_have_buckets_of_their_own() {
    RateLimiter limiter = limiter(options(3, 1_000));
    assertEquals(3, taken(limiter, "a", 9));
    assertEquals(3, taken(limiter, "b", 9));
  }

  @Test
  void a_refused_request_says_how_long_to_wait_and_costs_nothing() {
    RateLimiter limiter = limiter(options(1, 2_000));
    assertEquals(0, limiter.take("a"));
    assertEquals(TimeUnit.MILLISECONDS.toNanos(2_000), limiter.take("a"));
    pass(500);
    assertEquals(TimeUnit.MILLISECONDS.toNanos(1_500), limiter.take("a"));
    pass(1_500);
    assertEquals(0, limiter.take("a"));
  }

  @Test
  void the_largest_values_do_not_overflow() {
    RateLimiter limiter = limiter(options(1, 86_400_000).setBurst(10_000));
    assertEquals(10_000, taken(limiter, "a", 10_001));
    assertEquals(TimeUnit.DAYS.toNanos(1), limiter.take("a"));
    assertEquals(1_000_000, taken(limiter(options(1_000_000, 1)), "a", 1_000_001));
  }

  @Test
  void a_client_whose_bucket_is_full_again_is_forgotten_first() {
    RateLimiter limiter = limiter(options(2, 1_000).setMaxClients(3));
    taken(limiter, "old", 1);
    pass(600);
    taken(limiter, "a", 2);
    taken(limiter, "b", 2);
    assertEquals(1, taken(limiter, "new", 1)); // in place of old
    assertEquals(3, limiter.clients());
    assertEquals(0, taken(limiter, "a", 1) + taken(limiter, "b", 1));
  }

  @Test
  void new_clients_are_taken_however_many_have_used_up_their_buckets() {
    RateLimiter limiter = limiter(options(2, 60_000).setMaxClients(100));
    for (int i = 0; i < 100; i++) {
      assertEquals(2, taken(limiter, "attacker " + i, 5));
    }
    for (int i = 0; i < 1_000; i++) {
      assertEquals(1, taken(limiter, "innocent " + i, 1));
    }
    assertEquals(100, limiter.clients());
  }

  @Test
  void a_client_that_fills_the_table_with_other_addresses_does_not_get_its_own_bucket_back() {
    RateLimiter limiter = limiter(options(5, 60_000).setMaxClients(100));
    assertEquals(5, taken(limiter, "attacker", 10));
    for (int i = 0; i < 100_000; i++) {
      assertEquals(1, taken(limiter, "his address " + i, 1));
    }
    assertEquals(0, taken(limiter, "attacker", 1));
    assertEquals(100, limiter.clients());
  }

  @Test
  void of_clients_that_lack_tokens_the_one_that_lacks_the_fewest_is_forgotten() {
    RateLimiter limiter = limiter(options(4, 60_000).setMaxClients(2));
    taken(limiter, "three", 3);
    taken(limiter, "one", 1);
    taken(limiter, "new", 1);
    assertEquals(1, taken(limiter, "three", 4));
  }

  @Test
  void several_threads_together_take_no_more_than_one() throws InterruptedException {
    RateLimiter limiter = limiter(options(1_000, 60_000));
    AtomicInteger taken = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(new Thread(() -> taken.addAndGet(taken(limiter, "a", 600))));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(1_000, taken.get());
    assertTrue(limiter.take("a") > 0);
  }
}
