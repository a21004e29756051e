package io.github.vertxnghttp2.protocol.window;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WindowBudgetTest {
  @Test
  void a_connection_gets_at_most_a_quarter_of_what_others_leave() {
    WindowBudget budget = new WindowBudget(1000);
    assertEquals(100, budget.grant(100, 0));
    assertEquals(150, budget.grant(900, 100));
    assertEquals(0, budget.grant(900, 250));
    assertEquals(187, budget.grant(900, 0));
    assertEquals(437, budget.granted());
    assertFalse(budget.isShort());
    assertEquals(100, budget.grant(100, 0));
    assertTrue(budget.isShort());
    budget.release(537);
    assertEquals(250, budget.grant(900, 0));
  }

  @Test
  void an_empty_budget_grants_nothing() {
    assertEquals(0, new WindowBudget(0).grant(1, 0));
    WindowBudget budget = new WindowBudget(1000);
    for (int i = 0; i < 100; i++) {
      assertTrue(budget.grant(1000, 0) <= 250);
      assertTrue(budget.granted() <= 1000);
    }
    assertEquals(0, budget.grant(1000, 0));
  }
}
