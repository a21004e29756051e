package io.github.vertxnghttp2.service.nodes;

import io.github.vertxnghttp2.service.ChoiceOptions;
import io.github.vertxnghttp2.service.routing.RouteChoice;
import io.github.vertxnghttp2.service.syntax.PathPattern;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which node is chosen for a request. */
class AddressNodesTest {
  private static final NodeRequest REQUEST = () -> { };
  private static final RouteChoice ANY = choice(new ChoiceOptions());
  private static final RouteChoice NEVER_EJECT = choice(new ChoiceOptions().setEjectAfter(0));
  private static final RouteChoice EJECT_AFTER_TWO = choice(new ChoiceOptions().setEjectAfter(2).setEjectFor(1_000));

  private final Map<String, NodeLoad> loads = new HashMap<>();
  private long now = 1;
  private final AddressNodes nodes = new AddressNodes("address", "self", () -> now);

  private static RouteChoice choice(ChoiceOptions options) {
    return new RouteChoice(options, PathPattern.of("/:id"));
  }

  private void register(String... ids) {
    nodes.update(List.of(ids), id -> loads.computeIfAbsent(id, NodeLoad::new));
  }

  private HandlerNode choose(RouteChoice choice) {
    return nodes.choose(choice, null);
  }

  /** The node with this id. */
  private HandlerNode node(String id) {
    return IntStream.range(0, 1_000).mapToObj(i -> nodes.choose(NEVER_EJECT, "key " + i))
      .filter(node -> node.id().equals(id)).findFirst().orElseThrow();
  }

  private Set<String> chosen(RouteChoice choice) {
    Set<String> ids = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      ids.add(choose(choice).id());
    }
    return ids;
  }

  private void pass(long milliseconds) {
    now += TimeUnit.MILLISECONDS.toNanos(milliseconds);
  }

  // --- which one ---

  @Test
  void without_nodes_vertx_chooses() {
    assertNull(choose(ANY));
    register("a");
    nodes.clear();
    assertNull(choose(ANY));
  }

  @Test
  void the_own_node_gets_the_requests_however_busy() {
    register("a", "self", "b");
    for (int i = 0; i < 10; i++) {
      HandlerNode node = choose(ANY);
      assertEquals("self", node.id());
      node.begin(REQUEST);
    }
  }

  @Test
  void without_local_first_the_own_node_is_one_of_the_nodes() {
    register("a", "self");
    assertEquals(Set.of("a", "self"), chosen(choice(new ChoiceOptions().setLocalFirst(false))));
  }

  @Test
  void the_node_with_the_fewest_requests_in_flight_is_chosen() {
    register("a", "b", "c");
    List<HandlerNode> begun = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      HandlerNode node = choose(ANY);
      node.begin(REQUEST);
      begun.add(node);
    }
    assertEquals(List.of(3, 3, 3), nodes.states().stream().map(NodeState::inFlight).toList());
    begun.stream().filter(node -> node.id().equals("b")).forEach(node -> node.end(REQUEST));
    for (int i = 0; i < 3; i++) {
      HandlerNode node = choose(ANY);
      assertEquals("b", node.id());
      node.begin(REQUEST);
    }
  }

  @Test
  void nodes_with_as_many_requests_take_turns() {
    register("a", "b", "c");
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < 30; i++) {
      counts.merge(choose(ANY).id(), 1, Integer::sum);
    }
    assertEquals(Map.of("a", 10, "b", 10, "c", 10), counts);
  }

  /** A node has one count for all addresses. */
  @Test
  void the_requests_of_another_address_count_too() {
    register("a", "b");
    AddressNodes others = new AddressNodes("other", "self", () -> now);
    others.update(List.of("a"), loads::get);
    others.choose(ANY, null).begin(REQUEST);
    assertEquals(Set.of("b"), chosen(ANY));
  }

  @Test
  void a_stream_that_was_accepted_counts_until_its_end() {
    register("a");
    HandlerNode node = choose(ANY);
    node.begin(REQUEST);
    node.accepted(REQUEST);
    assertEquals(1, nodes.states().get(0).inFlight());
    node.end(REQUEST);
    assertEquals(0, nodes.states().get(0).inFlight());
  }

  // --- sticky ---

  private Map<String, String> byKey() {
    Map<String, String> byKey = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      byKey.put("user" + i, nodes.choose(ANY, "user" + i).id());
    }
    return byKey;
  }

  @Test
  void requests_with_the_same_key_go_to_the_same_node_and_keys_are_spread() {
    register("a", "b", "self");
    Map<String, String> first = byKey();
    nodes.choose(ANY, "user1").begin(REQUEST);
    assertEquals(first, byKey());
    for (String id : List.of("a", "b", "self")) {
      long keys = first.values().stream().filter(id::equals).count();
      assertTrue(keys > 60 && keys < 140, id + " has " + keys);
    }
  }

  @Test
  void if_a_node_leaves_only_its_keys_move() {
    register("a", "b", "c");
    Map<String, String> before = byKey();
    register("a", "c");
    byKey().forEach((key, id) -> {
      if (!before.get(key).equals("b")) {
        assertEquals(before.get(key), id, key);
      }
    });
    register("c", "b", "a");
    assertEquals(before, byKey());
  }

  @Test
  void the_keys_of_an_ejected_node_go_where_they_would_without_it() {
    register("a", "c");
    Map<String, String> without = byKey();
    register("a", "b", "c");
    HandlerNode left = node("b");
    for (int i = 0; i < 5; i++) {
      left.report(ANY, true, now);
    }
    assertEquals(without, byKey());
  }

  // --- ejection ---

  private void fail(String id, int times) {
    HandlerNode node = node(id);
    for (int i = 0; i < times; i++) {
      node.report(EJECT_AFTER_TWO, true, now);
    }
  }

  @Test
  void failures_in_a_row_eject_a_node() {
    register("a", "b");
    fail("a", 1);
    node("a").report(EJECT_AFTER_TWO, false, now);
    fail("a", 1);
    assertEquals(Set.of("a", "b"), chosen(EJECT_AFTER_TWO));
    fail("a", 1);
    assertEquals(Set.of("b"), chosen(EJECT_AFTER_TWO));
    assertEquals(Set.of(new NodeState("address", "a", 0, true), new NodeState("address", "b", 0, false)), Set.copyOf(
      nodes.states()));
  }

  @Test
  void the_own_node_is_ejected_too() {
    register("self", "b");
    fail("self", 2);
    assertEquals(Set.of("b"), chosen(EJECT_AFTER_TWO));
  }

  @Test
  void a_route_that_ejects_no_node_chooses_ejected_ones() {
    register("a", "b");
    fail("a", 2);
    assertEquals(Set.of("a", "b"), chosen(NEVER_EJECT));
  }

  @Test
  void failures_of_a_route_that_ejects_no_node_do_not_count() {
    register("a", "b");
    for (int i = 0; i < 100; i++) {
      node("a").report(NEVER_EJECT, true, now);
    }
    fail("a", 1);
    assertFalse(node("a").isEjected());
  }

  @Test
  void one_request_tries_a_node_when_its_time_is_over_and_its_success_readmits_the_node() {
    register("a", "b");
    fail("a", 2);
    pass(1_000);
    HandlerNode busy = node("b");
    busy.begin(REQUEST);
    HandlerNode tried = choose(EJECT_AFTER_TWO);
    assertEquals("a", tried.id());
    assertEquals(Set.of("b"), chosen(EJECT_AFTER_TWO));
    tried.report(EJECT_AFTER_TWO, false, now);
    assertEquals(Set.of("a"), chosen(EJECT_AFTER_TWO));
    assertFalse(tried.isEjected());
  }

  @Test
  void a_failed_try_ejects_the_node_again() {
    register("a", "b");
    fail("a", 2);
    pass(1_000);
    node("b").begin(REQUEST);
    choose(EJECT_AFTER_TWO).report(EJECT_AFTER_TWO, true, now);
    pass(999);
    assertEquals(Set.of("b"), chosen(EJECT_AFTER_TWO));
    pass(1);
    assertEquals("a", choose(EJECT_AFTER_TWO).id());
  }

  @Test
  void a_try_without_a_result_is_repeated() {
    register("a", "b");
    fail("a", 2);
    node("b").begin(REQUEST);
    pass(1_000);
    assertEquals("a", choose(EJECT_AFTER_TWO).id());
    pass(1_000);
    assertEquals("a", choose(EJECT_AFTER_TWO).id());
    assertEquals("b", choose(EJECT_AFTER_TWO).id());
  }

  @Test
  void requests_from_before_the_ejection_do_not_end_it() {
    register("a", "b");
    HandlerNode node = node("a");
    long before = now;
    pass(1);
    fail("a", 2);
    node.report(EJECT_AFTER_TWO, false, before);
    assertTrue(node.isEjected());
  }

  @Test
  void the_last_node_is_never_ejected() {
    register("a");
    fail("a", 10);
    assertFalse(node("a").isEjected());
    register("a", "b");
    fail("b", 2);
    fail("a", 10);
    assertEquals(Set.of("a"), chosen(EJECT_AFTER_TWO));
  }

  @Test
  void if_all_nodes_are_ejected_all_are_chosen() {
    register("a", "b", "c");
    fail("a", 2);
    fail("b", 2);
    register("a", "b");
    assertEquals(Set.of("a", "b"), chosen(EJECT_AFTER_TWO));
  }

  @Test
  void a_node_keeps_its_state_when_the_consumers_are_looked_up_again() {
    register("a", "b");
    fail("a", 2);
    nodes.clear();
    register("b", "a");
    assertTrue(node("a").isEjected());
  }

  @Test
  void a_route_that_never_ejects_neither_ends_a_row_nor_an_ejection() {
    register("a", "b");
    HandlerNode node = node("a");
    fail("a", 1);
    node.report(NEVER_EJECT, false, now);
    fail("a", 1);
    assertTrue(node.isEjected());
    pass(1);
    node.report(NEVER_EJECT, false, now);
    assertTrue(node.isEjected());
  }

  @Test
  void a_node_without_a_consumer_is_left_out_until_the_next_look_up_and_has_failed_once() {
    register("a", "b");
    HandlerNode node = node("a");
    ReplyException cause = new ReplyException(ReplyFailure.NO_HANDLERS);
    for (int i = 0; i < 3; i++) {
      assertTrue(node.hasNoConsumer(EJECT_AFTER_TWO, cause));
    }
    assertFalse(node.hasNoConsumer(EJECT_AFTER_TWO, new ReplyException(ReplyFailure.TIMEOUT)));
    assertEquals(Set.of("b"), chosen(NEVER_EJECT));
    register("a", "b");
    assertFalse(node.isEjected());
    assertTrue(node.hasNoConsumer(EJECT_AFTER_TWO, cause));
    register("a", "b");
    assertEquals(Set.of("b"), chosen(EJECT_AFTER_TWO));
  }

  // --- another node, and lost ones ---

  @Test
  void another_node_is_not_the_same() {
    register("a", "b");
    for (int i = 0; i < 5; i++) {
      assertEquals("b", node("a").other(ANY, null).id());
      assertEquals("b", node("a").other(ANY, "user" + i).id());
    }
    register("a");
    assertNull(node("a").other(ANY, null));
  }

  @Test
  void when_the_budget_is_spent_there_is_no_other_node() {
    register("a", "b");
    HandlerNode node = choose(choice(new ChoiceOptions().setResendPercent(0)));
    for (int i = 0; i < ResendBudget.MINIMUM; i++) {
      assertEquals(1, List.of(node.other(choice(new ChoiceOptions().setResendPercent(0)), null)).size());
    }
    assertNull(node.other(choice(new ChoiceOptions().setResendPercent(0)), null));
  }

  @Test
  void a_lost_node_notifies_its_requests_once_and_is_not_chosen() {
    register("a", "b");
    HandlerNode node = node("a");
    int[] lost = {0, 0, 0};
    node.begin(() -> lost[0]++);
    NodeRequest accepted = () -> lost[1]++;
    node.begin(accepted);
    node.accepted(accepted);
    NodeLoad load = loads.remove("a");
    nodes.remove(load);
    load.lose();
    load.lose();
    node.begin(() -> lost[2]++); // it was chosen before
    assertEquals("1 0 1", lost[0] + " " + lost[1] + " " + lost[2]);
    assertEquals(Set.of("b"), chosen(ANY));
    register("a", "b");
    assertEquals(Set.of("a", "b"), chosen(ANY));
  }

  // --- the first look-up ---

  @Test
  void tasks_wait_for_the_first_look_up() {
    List<String> done = new ArrayList<>();
    assertFalse(nodes.isKnown());
    nodes.whenKnown(() -> done.add("first"));
    assertEquals(List.of(), done);
    nodes.known();
    nodes.known();
    nodes.whenKnown(() -> done.add("second"));
    assertTrue(nodes.isKnown());
    assertEquals(List.of("first", "second"), done);
  }
}
