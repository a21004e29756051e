package io.github.vertxnghttp2.service.cluster;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The nodes that have left the cluster, by comparison of the cluster manager's list with an earlier one. A node that
 * the list did not have so far may just be joining, and does not count as one that has left.
 */
public final class ClusterMembers {
  /** The number of nodes that have left and are remembered. */
  private static final int MAX_LEFT = 1_000;
  private static final System.Logger LOG = System.getLogger(ClusterMembers.class.getName());

  private final String self;
  private final Supplier<List<String>> nodes;
  private final Set<String> left = new LinkedHashSet<>();
  private Set<String> members = Set.of();

  /**
   * @param self the id of this node
   * @param nodes the cluster manager's list of ids
   */
  public ClusterMembers(String self, Supplier<List<String>> nodes) {
    this.self = self;
    this.nodes = nodes;
  }

  /** Compares the list of now with the last one. */
  public void update() {
    Set<String> now;
    try {
      now = new HashSet<>(nodes.get());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the cluster manager does not list its nodes", e);
      return;
    }
    if (!now.contains(self)) {
      return; // this node is not in the cluster now: the list says nothing about others
    }
    left.removeAll(now);
    members.stream().filter(node -> !now.contains(node)).forEach(left::add);
    while (left.size() > MAX_LEFT) {
      left.remove(left.iterator().next());
    }
    members = now;
  }

  /** Whether a node is in the list, by the last {@link #update}. */
  public boolean has(String node) {
    return members.contains(node);
  }

  /** Whether a node was in the list once, and is not now, by the last {@link #update}. */
  public boolean hasLeft(String node) {
    return left.contains(node);
  }
}
