package io.github.vertxnghttp2.service.nodes;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** How many requests may be sent again. */
class ResendBudgetTest {
  private static final int PERCENT = 20;
  private long now = 1_000;
  private final ResendBudget budget = new ResendBudget(now);
  private int requests;

  private int takeAll() {
    int taken = 0;
    while (budget.take(requests, PERCENT, now)) {
      taken++;
    }
    return taken;
  }

  @Test
  void a_quiet_route_has_a_minimum_and_one_more_each_second() {
    assertEquals(ResendBudget.MINIMUM, takeAll());
    now += TimeUnit.MILLISECONDS.toNanos(999);
    assertEquals(0, takeAll());
    now += TimeUnit.MILLISECONDS.toNanos(1);
    assertEquals(1, takeAll());
    now += TimeUnit.DAYS.toNanos(1);
    assertEquals(ResendBudget.MINIMUM, takeAll());
  }

  @Test
  void it_grows_by_a_share_of_the_requests() {
    takeAll();
    requests += 4;
    assertEquals(0, takeAll());
    requests += 1;
    assertEquals(1, takeAll());
    requests += 1_000;
    assertEquals(200, takeAll());
  }

  @Test
  void it_is_bounded() {
    requests += 1_000_000;
    assertEquals(ResendBudget.MAXIMUM, takeAll());
    now += TimeUnit.DAYS.toNanos(1);
    requests += 1_000_000;
    assertEquals(ResendBudget.MAXIMUM, takeAll());
  }

  @Test
  void an_older_count_of_another_thread_adds_nothing() {
    requests = 100;
    takeAll();
    requests = 99;
    assertEquals(0, takeAll());
  }

  @Test
  void the_count_of_requests_may_overflow() {
    takeAll();
    requests = Integer.MAX_VALUE - 4;
    takeAll();
    requests += 10;
    assertEquals(2, takeAll());
  }
}
