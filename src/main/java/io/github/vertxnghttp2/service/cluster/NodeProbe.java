package io.github.vertxnghttp2.service.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;

import java.net.ConnectException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out whether the process of a node has ended, before the cluster manager lists the node no more: the port of its
 * event bus then refuses connections. Vert.x's event bus finds out late, because it reads host and port from the
 * cluster whenever it connects, which takes seconds while Hazelcast repartitions. This class reads them when a node
 * is first used. Safe for use by any thread.
 */
public final class NodeProbe implements Shareable {
  private static final String MAP = "io.github.vertxnghttp2.nodeProbe";
  private static final int CONNECT_TIMEOUT = 1_000;
  /** Beyond so many nodes, those that the cluster does not list are forgotten. Some of them may just be joining. */
  private static final int MAX_UNLISTED = 1_000;
  private static final System.Logger LOG = System.getLogger(NodeProbe.class.getName());

  private final ClusterManager cluster;
  private final ContextInternal loop;
  private final Map<String, Future<NodeInfo>> nodes = new ConcurrentHashMap<>();
  private final Future<NetClient> client;

  private NodeProbe(VertxInternal vertx) {
    cluster = vertx.clusterManager();
    loop = vertx.createEventLoopContext();
    Promise<NetClient> created = loop.promise();
    client = created.future();
    // on the own context: on that of a verticle the client would close with the verticle
    loop.runOnContext(v -> created.complete(vertx.createNetClient(new NetClientOptions().setConnectTimeout(
      CONNECT_TIMEOUT))));
  }

  /** The one of this Vert.x, which is clustered. */
  public static NodeProbe of(VertxInternal vertx) {
    LocalMap<String, NodeProbe> one = vertx.sharedData().getLocalMap(MAP);
    return one.computeIfAbsent("", key -> new NodeProbe(vertx));
  }

  /** Reads host and port of the event bus of a node, unless they are known. */
  public void learn(String node) {
    if (nodes.containsKey(node) || node.equals(cluster.getNodeId())) {
      return;
    }
    if (nodes.size() > MAX_UNLISTED) {
      nodes.keySet().retainAll(Set.copyOf(cluster.getNodes()));
    }
    Promise<NodeInfo> info = loop.promise();
    if (nodes.putIfAbsent(node, info.future()) == null) {
      cluster.getNodeInfo(node, info);
      info.future().onFailure(cause -> {
        nodes.remove(node, info.future());
        LOG.log(System.Logger.Level.DEBUG, "node {0} has no host and port: {1}", node, cause);
      });
    }
  }

  /**
   * Connects to the event bus of a node.
   *
   * @return true if the connection is refused: no process listens there; false if it is not, or host and port are not
   *   known
   */
  public Future<Boolean> isRefused(String node) {
    Future<NodeInfo> info = nodes.get(node);
    if (info == null || !info.succeeded() || info.result() == null) {
      return Future.succeededFuture(false);
    }
    return client.compose(client -> client.connect(info.result().port(), info.result().host()))
      .transform(socket -> {
        if (socket.succeeded()) {
          socket.result().close();
        }
        return Future.succeededFuture(socket.failed() && isRefusal(socket.cause()));
      });
  }

  private static boolean isRefusal(Throwable cause) {
    return cause instanceof ConnectException && String.valueOf(cause.getMessage()).contains("refused");
  }
}
