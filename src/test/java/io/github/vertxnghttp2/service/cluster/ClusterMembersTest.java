package io.github.vertxnghttp2.service.cluster;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which nodes count as having left the cluster. */
class ClusterMembersTest {
  private Supplier<List<String>> nodes = () -> List.of("self", "a", "b");
  private final ClusterMembers members = new ClusterMembers("self", () -> nodes.get());

  private void update(String... now) {
    nodes = () -> List.of(now);
    members.update();
  }

  @Test
  void a_node_that_was_in_the_list_has_left_when_it_is_not_any_more() {
    members.update();
    assertFalse(members.hasLeft("a"));
    update("self", "b");
    update("self", "b");
    assertTrue(members.hasLeft("a"));
    assertFalse(members.hasLeft("b"));
  }

  @Test
  void a_node_that_is_not_in_the_list_yet_has_not_left() {
    members.update();
    members.update();
    assertFalse(members.hasLeft("joining"));
  }

  @Test
  void a_node_that_comes_back_has_not_left() {
    members.update();
    update("self");
    members.update();
    update("self", "a");
    assertFalse(members.hasLeft("a"));
    assertTrue(members.hasLeft("b"));
  }

  @Test
  void a_list_without_this_node_says_nothing_about_others() {
    members.update();
    update();
    update("b");
    assertFalse(members.hasLeft("a"));
    update("self", "b");
    assertTrue(members.hasLeft("a"));
  }

  @Test
  void a_cluster_manager_that_fails_to_list_says_nothing() {
    members.update();
    nodes = () -> {
      throw new IllegalStateException("not active");
    };
    members.update();
    assertFalse(members.hasLeft("a"));
  }

  @Test
  void a_thousand_nodes_that_left_are_remembered_at_most() {
    for (int i = 0; i < 1_500; i++) {
      update("self", "n" + i);
    }
    assertFalse(members.hasLeft("n1"));
    assertTrue(members.hasLeft("n1498"));
  }
}
