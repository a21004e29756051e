package io.github.vertxnghttp2.service.control;

import io.github.vertxnghttp2.service.nodes.HandlerNodes;
import io.github.vertxnghttp2.service.nodes.NodeState;
import io.github.vertxnghttp2.service.stats.NodeStats;
import io.github.vertxnghttp2.service.stats.RouteStats;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The counts of the servers with one control address: of this node, and of all nodes of the cluster. */
final class ServerStats {
  /** Routes of a node in one reply. */
  static final int ROUTES_MAX = 1_000;
  /** Nodes of handlers that a node chooses from, in one reply. */
  static final int HANDLERS_MAX = 1_000;
  /** Nodes in one reply. */
  static final int NODES_MAX = 100;
  /** Milliseconds that another node has to reply. */
  static final long NODE_TIMEOUT = 2_000;

  private final Vertx vertx;
  private final String controlAddress;
  private final ServerInstances instances;
  private final NodeStats routes;
  /** {@code null} without a cluster. */
  private final ClusterManager cluster;

  ServerStats(Vertx vertx, String controlAddress) {
    this.vertx = vertx;
    this.controlAddress = controlAddress;
    instances = ServerInstances.at(vertx, controlAddress);
    routes = NodeStats.at(vertx, controlAddress);
    cluster = ((VertxInternal) vertx).clusterManager();
  }

  /** Where the servers of one node reply with their counts. @return {@code null} without a cluster */
  String nodeAddress() {
    return cluster == null ? null : nodeAddress(cluster.getNodeId());
  }

  private String nodeAddress(String node) {
    return controlAddress + ".stats." + node;
  }

  /** Replies to another node. */
  void reply(Message<Object> message) {
    String route = message.body() instanceof String id ? id : null;
    ofNode(route).onComplete(message::reply, cause -> message.fail(RouteControl.UNAVAILABLE, cause.getMessage()));
  }

  /** The counts of the servers of this node. @param route the id of the only route; {@code null} for all */
  Future<JsonObject> ofNode(String route) {
    return instances.stats().map(stats -> {
      if (cluster != null) {
        stats.put("node", cluster.getNodeId());
      }
      return putRoutes(stats.put("handlers", handlers()), route);
    });
  }

  /** The nodes that this one chooses from. */
  private JsonArray handlers() {
    return new JsonArray(HandlerNodes.states(vertx).stream().limit(HANDLERS_MAX).map(ServerStats::json).toList());
  }

  private static JsonObject json(NodeState state) {
    return new JsonObject().put("address", state.address()).put("node", state.node()).put("inFlight", state.inFlight())
      .put("ejected", state.ejected());
  }

  private JsonObject putRoutes(JsonObject stats, String route) {
    Collection<RouteStats> all = routes.routes();
    List<JsonObject> shown = all.stream().filter(each -> route == null || each.id().equals(route)).limit(ROUTES_MAX)
      .map(RouteStats::toJson).toList();
    stats.put("routes", new JsonArray(shown));
    return route == null && shown.size() < all.size() ? stats.put("routesLeftOut", all.size() - shown.size()) : stats;
  }

  /** The counts of the servers of each node. @param route the id of the only route; {@code null} for all */
  Future<JsonObject> ofAllNodes(String route) {
    if (cluster == null) {
      return ofNode(route).map(own -> new JsonObject().put("nodes", new JsonArray().add(own)));
    }
    Promise<List<RegistrationInfo>> registrations = Promise.promise();
    cluster.getRegistrations(controlAddress, registrations);
    return registrations.future().compose(all -> {
      List<String> nodes = all.stream().map(RegistrationInfo::nodeId).distinct().sorted().toList();
      return ofNodes(nodes.subList(0, Math.min(NODES_MAX, nodes.size())), route)
        .map(json -> nodes.size() > NODES_MAX ? json.put("nodesLeftOut", nodes.size() - NODES_MAX) : json);
    });
  }

  private Future<JsonObject> ofNodes(List<String> nodes, String route) {
    List<Future<JsonObject>> each = new ArrayList<>();
    for (String node : nodes) {
      each.add(node.equals(cluster.getNodeId()) ? ofNode(route)
        : vertx.eventBus().<JsonObject>request(nodeAddress(node), route, new DeliveryOptions().setSendTimeout(
          NODE_TIMEOUT)).map(Message::body));
    }
    return Future.join(each).transform(done -> {
      JsonArray replies = new JsonArray();
      JsonArray missing = new JsonArray();
      for (int i = 0; i < nodes.size(); i++) {
        if (each.get(i).succeeded()) {
          replies.add(each.get(i).result());
        } else {
          missing.add(new JsonObject().put("node", nodes.get(i)).put("cause", each.get(i).cause().getMessage()));
        }
      }
      JsonObject json = new JsonObject().put("nodes", replies);
      return Future.succeededFuture(missing.isEmpty() ? json : json.put("missing", missing));
    });
  }
}
