package io.github.vertxnghttp2.service.routing;

import io.github.vertxnghttp2.testing.Repeat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RouteGateTest {
  private final List<String> admitted = new ArrayList<>();

  private RouteGate.Waiter waiter(String name) {
    return () -> admitted.add(name);
  }

  @Test
  void the_request_that_waits_longest_is_admitted_first() {
    RouteGate gate = new RouteGate(1, 2);
    assertTrue(gate.enter());
    assertFalse(gate.enter());
    assertTrue(gate.await(waiter("a")));
    assertTrue(gate.await(waiter("b")));
    assertFalse(gate.await(waiter("c")));
    gate.release();
    assertFalse(gate.enter());
    gate.release();
    gate.release();
    assertEquals(List.of("a", "b"), admitted);
    assertTrue(gate.enter());
    assertEquals(1, gate.inFlight());
  }

  @Test
  void a_request_that_leaves_the_queue_makes_room_in_it() {
    RouteGate gate = new RouteGate(1, 1);
    gate.enter();
    RouteGate.Waiter leaving = waiter("a");
    assertTrue(gate.await(leaving));
    assertTrue(gate.leave(leaving));
    assertFalse(gate.leave(leaving));
    assertTrue(gate.await(waiter("b")));
    gate.release();
    assertEquals(List.of("b"), admitted);
  }

  @Test
  void a_request_is_admitted_at_once_if_another_has_finished_meanwhile() {
    RouteGate gate = new RouteGate(1, 0);
    assertTrue(gate.await(waiter("a")));
    assertEquals(List.of("a"), admitted);
    assertFalse(gate.await(waiter("b")));
  }

  @Test
  @Timeout(120)
  void threads_together_never_exceed_the_limit_and_lose_no_place() throws Exception {
    RouteGate gate = new RouteGate(3, 1_000);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    ExecutorService workers = Executors.newFixedThreadPool(4);
    Runnable work = () -> {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      Thread.yield();
      inside.decrementAndGet();
      done.incrementAndGet();
      gate.release();
    };
    for (int i = 0; i < 900; i++) {
      workers.execute(() -> {
        if (gate.enter()) {
          work.run();
        } else {
          assertTrue(gate.await(() -> workers.execute(work)));
        }
      });
    }
    while (done.get() < 900) {
      Thread.onSpinWait();
    }
    workers.shutdown();
    assertTrue(workers.awaitTermination(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertTrue(most.get() <= 3, () -> most + " at a time");
    assertEquals("0 0", gate.inFlight() + " " + gate.waiting());
  }
}
