package io.github.vertxnghttp2.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/** A node of a cluster on loopback. */
public record ClusteredVertx(Vertx vertx, HazelcastInstance hazelcast) {

  /** @param join host and port of a member, or "-" for the first one */
  public static Future<ClusteredVertx> start(String join) {
    return start(new HazelcastClusterManager(config(join)));
  }

  static Future<ClusteredVertx> start(HazelcastClusterManager manager) {
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(2);
    options.getEventBusOptions().setHost("127.0.0.1");
    return Vertx.builder().with(options).withClusterManager(manager).buildClustered()
      .map(vertx -> new ClusteredVertx(vertx, manager.getHazelcastInstance()));
  }

  static Config config(String join) {
    Config config = ConfigUtil.loadConfig().setClusterName("vertx-nghttp2-tests");
    config.setProperty("hazelcast.logging.type", "none").setProperty("hazelcast.shutdownhook.enabled", "false")
      // An operation that a killed node takes with it is given up after twice this, and holds Vert.x's close until
      // then.
      .setProperty("hazelcast.operation.call.timeout.millis", "15000")
      .setProperty("hazelcast.phone.home.enabled", "false").setProperty("hazelcast.socket.bind.any", "false");
    config.getNetworkConfig().setPort(0).getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    JoinConfig members = config.getNetworkConfig().getJoin();
    members.getAutoDetectionConfig().setEnabled(false);
    members.getMulticastConfig().setEnabled(false);
    members.getTcpIpConfig().setEnabled(true);
    if (!join.equals("-")) {
      members.getTcpIpConfig().addMember(join);
    }
    return config;
  }

  /** What others join. */
  public String address() {
    return "127.0.0.1:" + hazelcast.getCluster().getLocalMember().getAddress().getPort();
  }

  int members() {
    return hazelcast.getCluster().getMembers().size();
  }
}
