package io.github.vertxnghttp2.cluster;

import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** A cluster manager that lists further nodes, and does not list others. */
final class ListedCluster extends HazelcastClusterManager {
  /** The ids of the further nodes. */
  final Set<String> further = ConcurrentHashMap.newKeySet();
  /** The ids of nodes that are not listed. */
  final Set<String> hidden = ConcurrentHashMap.newKeySet();
  /** A permit for each list. */
  final Semaphore lists = new Semaphore(0);

  ListedCluster() {
    super(ClusteredVertx.config("-"));
  }

  @Override
  public List<String> getNodes() {
    List<String> nodes = new ArrayList<>(super.getNodes());
    nodes.addAll(further);
    nodes.removeAll(hidden);
    lists.release();
    return nodes;
  }
}
