package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.service.bus.StatsSum;
import io.github.vertxnghttp2.service.syntax.Origin;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The client verticles of this JVM that share an address. The bus delivers each message to one of them. The actions
 * close and stats apply to all of them.
 */
public final class ClientInstances implements Shareable {
  private static final String MAP = "io.github.vertxnghttp2.clients";

  private final List<ClientInstance> instances = new CopyOnWriteArrayList<>();

  public static ClientInstances at(Vertx vertx, String address) {
    LocalMap<String, ClientInstances> byAddress = vertx.sharedData().getLocalMap(MAP);
    return byAddress.computeIfAbsent(address, a -> new ClientInstances());
  }

  public void add(ClientInstance instance) {
    instances.add(instance);
  }

  public void remove(ClientInstance instance) {
    instances.remove(instance);
  }

  /**
   * @param current the instance whose context calls this method; it closes the origin before it handles another message
   */
  Future<Void> closeOrigin(Origin origin, ClientInstance current) {
    return Future.join(instances.stream().map(instance -> instance == current ? instance.pool().close(origin)
      : instance.closeOrigin(origin)).toList()).mapEmpty();
  }

  /** Returns the sums over the instances. */
  Future<JsonObject> stats() {
    List<Future<JsonObject>> each = instances.stream().map(ClientInstance::stats).toList();
    return Future.join(each).map(all -> sum(each.stream().map(Future::result).toList()));
  }

  private static JsonObject sum(List<JsonObject> each) {
    JsonObject failures = new JsonObject();
    Map<String, JsonObject> origins = new TreeMap<>();
    for (JsonObject stats : each) {
      StatsSum.add(stats.getJsonObject("failures"), failures);
      for (Object one : stats.getJsonArray("origins")) {
        JsonObject origin = (JsonObject) one;
        String key = origin.getString("origin") + " " + origin.getString("connect");
        origins.merge(key, origin.copy(), (sum, more) -> StatsSum.add(more, sum));
      }
    }
    return new JsonObject()
      .put("instances", each.size())
      .put("requests", each.stream().collect(Collectors.summingLong(stats -> stats.getLong("requests"))))
      .put("inFlight", each.stream().collect(Collectors.summingLong(stats -> stats.getLong("inFlight"))))
      .put("failures", failures)
      .put("origins", new JsonArray(List.copyOf(origins.values())));
  }
}
