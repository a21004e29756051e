package io.github.vertxnghttp2.impl.limits;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

class PeriodicChecksTest {
  private static final int PERIOD = 7;

  private final EmbeddedChannel channel = new EmbeddedChannel();

  private static class CountedCheck implements PeriodicCheck {
    final List<Throwable> failures = new ArrayList<>();
    int calls;

    @Override
    public void check(long now) {
      calls++;
    }

    @Override
    public void checkFailed(Throwable cause) {
      failures.add(cause);
    }
  }

  private void pass(int periods) {
    for (int i = 0; i < periods; i++) {
      channel.advanceTimeBy(PERIOD, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  @Test
  void a_check_that_throws_is_reported_to_its_connection_and_the_others_are_still_checked() {
    channel.freezeTime();
    PeriodicChecks checks = PeriodicChecks.of(PERIOD);
    Error broken = new Error("broken");
    CountedCheck bad = new CountedCheck() {
      @Override
      public void check(long now) {
        super.check(now);
        checks.remove(this);
        throw broken;
      }
    };
    CountedCheck good = new CountedCheck();
    checks.add(bad, channel.eventLoop());
    checks.add(good, channel.eventLoop());
    pass(3);
    assertSame(broken, bad.failures.get(0));
    assertEquals(1, bad.calls);
    assertEquals(3, good.calls);
    assertEquals(List.of(), good.failures);
    checks.remove(good);
    pass(1);
    assertEquals(3, good.calls);
  }

  @Test
  void a_connection_whose_failure_handler_throws_is_not_checked_any_more() {
    channel.freezeTime();
    PeriodicChecks checks = PeriodicChecks.of(PERIOD);
    CountedCheck bad = new CountedCheck() {
      @Override
      public void check(long now) {
        super.check(now);
        throw new IllegalStateException("broken");
      }

      @Override
      public void checkFailed(Throwable cause) {
        throw new IllegalStateException("broken as well", cause);
      }
    };
    CountedCheck good = new CountedCheck();
    checks.add(bad, channel.eventLoop());
    checks.add(good, channel.eventLoop());
    pass(3);
    assertEquals(1, bad.calls);
    assertEquals(3, good.calls);
    checks.remove(good);
  }
}
