package io.github.vertxnghttp2.service.nodes;

/** A request that was sent to a node. */
public interface NodeRequest {
  /** The node is lost. Called once at most, on any thread. */
  void onNodeLost();
}
