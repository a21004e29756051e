package io.github.vertxnghttp2.service.control;

import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.Routes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.Objects;

/** Sends {@link Routes} calls as messages to the control address. */
public final class RoutesClient implements Routes {
  private final Vertx vertx;
  private final String address;

  public RoutesClient(Vertx vertx, String address) {
    this.vertx = vertx;
    this.address = Objects.requireNonNull(address, "address");
  }

  private Future<JsonObject> request(String action, JsonObject body) {
    return vertx.eventBus().<JsonObject>request(address, body, new DeliveryOptions().addHeader(RouteControl.ACTION,
      action))
      .map(Message::body);
  }

  /** Reads a route of a server, which may have a newer version, with options that this version does not know. */
  private static RouteOptions route(JsonObject json) {
    JsonObject known = json.copy();
    known.fieldNames().retainAll(StrictJson.keysOf(RouteOptions.class));
    return new RouteOptions(known);
  }

  @Override
  public Future<RouteOptions> add(RouteOptions route, String before) {
    JsonObject body = new JsonObject().put(RouteControl.ROUTE, route.toJson());
    return request(RouteControl.ADD, before == null ? body : body.put(RouteControl.BEFORE, before))
      .map(RoutesClient::route);
  }

  @Override
  public Future<RouteOptions> remove(String id) {
    return request(RouteControl.REMOVE, new JsonObject().put(RouteControl.ID, id)).map(RoutesClient::route);
  }

  @Override
  public Future<JsonObject> stats() {
    return request(RouteControl.STATS, new JsonObject());
  }

  @Override
  public Future<JsonObject> statsOfAllNodes() {
    return request(RouteControl.STATS, new JsonObject().put(RouteControl.ALL_NODES, true));
  }

  @Override
  public Future<List<RouteOptions>> list() {
    return request(RouteControl.LIST, new JsonObject()).map(reply -> reply.getJsonArray(RouteControl.ROUTES).stream()
      .map(route -> route((JsonObject) route)).toList());
  }
}
