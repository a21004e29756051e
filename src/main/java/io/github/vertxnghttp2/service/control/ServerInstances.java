package io.github.vertxnghttp2.service.control;

import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.service.bus.BusEndpoint;
import io.github.vertxnghttp2.service.bus.StatsSum;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The server verticles of this JVM that share a control address, and the sums of their counts. */
public final class ServerInstances implements Shareable {
  private static final String MAP = "io.github.vertxnghttp2.servers";

  /** One verticle. {@code sessions} and {@code endpoint} are used on its context. */
  public record Instance(Context context, List<ServerSession> sessions, BusEndpoint endpoint) {

    private Future<JsonObject> counts() {
      Promise<JsonObject> counts = Promise.promise();
      context.runOnContext(v -> {
        JsonObject sum = new JsonObject().put("busStreams", endpoint.openStreams());
        sessions.forEach(session -> StatsSum.add(session.metrics().toJson(), sum));
        counts.complete(sum);
      });
      return counts.future();
    }
  }

  private final List<Instance> instances = new CopyOnWriteArrayList<>();

  public static ServerInstances at(Vertx vertx, String controlAddress) {
    LocalMap<String, ServerInstances> byAddress = vertx.sharedData().getLocalMap(MAP);
    return byAddress.computeIfAbsent(controlAddress, address -> new ServerInstances());
  }

  public void add(Instance instance) {
    instances.add(instance);
  }

  public void remove(Instance instance) {
    instances.remove(instance);
  }

  /**
   * Returns the sums over the instances. {@code nativeBytes} is one number for the whole process, and
   * {@code roundTripMicros} is the longest round trip.
   */
  Future<JsonObject> stats() {
    List<Future<JsonObject>> each = instances.stream().map(Instance::counts).toList();
    return Future.join(each).map(all -> {
      JsonObject sum = new JsonObject().put("instances", each.size());
      each.forEach(counts -> StatsSum.add(counts.result(), sum));
      if (!instances.isEmpty()) {
        sum.put("nativeBytes", instances.get(0).sessions().get(0).metrics().nativeBytes());
        sum.put("roundTripMicros", instances.stream().flatMap(instance -> instance.sessions().stream())
          .mapToLong(session -> session.metrics().roundTripMicros()).max().orElse(0));
      }
      return sum;
    });
  }
}
