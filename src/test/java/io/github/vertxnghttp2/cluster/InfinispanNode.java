package io.github.vertxnghttp2.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;

/**
 * A {@link HandlerNode} of a cluster of Infinispan. Takes its name; JGroups' system properties say who the members are.
 */
public final class InfinispanNode {

  private InfinispanNode() {
  }

  public static void main(String[] args) {
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(2);
    options.getEventBusOptions().setHost("127.0.0.1");
    HandlerNode.run(Vertx.builder().with(options).withClusterManager(new InfinispanClusterManager()).buildClustered(),
      args[0]);
  }
}
