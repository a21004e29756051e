package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.json.StrictJson;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** The config of {@code nghttp2:server}: its listeners and its routes. */
@DataObject
public class ServerVerticleOptions {
  /** The address where {@link Routes} adds and removes routes. */
  public static final String DEFAULT_CONTROL_ADDRESS = "nghttp2.server.routes";

  private List<ServerOptions> listeners = new ArrayList<>();
  private String controlAddress = DEFAULT_CONTROL_ADDRESS;
  private List<RouteOptions> routes = new ArrayList<>();
  private StreamOptions streams = new StreamOptions();

  /** Creates options with the defaults: no listeners and no routes. */
  public ServerVerticleOptions() {
  }

  /** A deep copy. */
  public ServerVerticleOptions(ServerVerticleOptions other) {
    listeners = copy(other.listeners, ServerOptions::new);
    controlAddress = other.controlAddress;
    routes = copy(other.routes, RouteOptions::new);
    streams = new StreamOptions(other.streams);
  }

  /**
   * @throws IllegalArgumentException if a member is unknown, missing or wrong; the message names its path and what is
   *   allowed
   */
  public ServerVerticleOptions(JsonObject json) {
    StrictJson.check(json, ServerVerticleOptions.class, "");
    listeners = options(json, "listeners", ServerOptions.class, ServerOptions::new);
    if (listeners.isEmpty()) {
      throw new IllegalArgumentException(
        "listeners must be an array of at least one object, each with the options of a server");
    }
    routes = options(json, "routes", RouteOptions.class, RouteOptions::new);
    checkIds(routes);
    setControlAddress(json.getString("controlAddress", controlAddress));
    JsonObject given = json.getJsonObject("streams", new JsonObject());
    streams = StrictJson.at("streams", StreamOptions.class, () -> new StreamOptions(given));
  }

  private static <T> List<T> options(JsonObject json, String key, Class<T> type, Function<JsonObject, T> constructor) {
    JsonArray array = json.getJsonArray(key, new JsonArray());
    List<T> options = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      JsonObject each = array.getJsonObject(i);
      options.add(StrictJson.at(key + "[" + i + "]", type, () -> constructor.apply(each)));
    }
    return options;
  }

  private static <T> List<T> copy(List<T> list, Function<T, T> each) {
    return new ArrayList<>(list.stream().map(each).toList());
  }

  private static void checkIds(List<RouteOptions> routes) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < routes.size(); i++) {
      String id = routes.get(i).getId();
      Integer other = places.putIfAbsent(id, i);
      if (other != null) {
        throw new IllegalArgumentException("routes[" + i + "].id is \"" + id + "\", as is that of routes[" + other
          + "]; ids must be unique");
      }
    }
  }

  /** All options, including those with default values. */
  public JsonObject toJson() {
    return new JsonObject()
      .put("listeners", new JsonArray(listeners.stream().map(ServerOptions::toJson).toList()))
      .put("controlAddress", controlAddress)
      .put("routes", new JsonArray(routes.stream().map(RouteOptions::toJson).toList()))
      .put("streams", streams.toJson());
  }

  public List<ServerOptions> getListeners() {
    return listeners;
  }

  /** @param listeners at least one, each with the options of a server; kept, not copied */
  public ServerVerticleOptions setListeners(List<ServerOptions> listeners) {
    this.listeners = Objects.requireNonNull(listeners, "listeners");
    return this;
  }

  public String getControlAddress() {
    return controlAddress;
  }

  /** @param address where {@link Routes} adds and removes routes; servers with the same address share those routes */
  public ServerVerticleOptions setControlAddress(String address) {
    if (address.isEmpty()) {
      throw new IllegalArgumentException("controlAddress is \"\"; it must not be empty");
    }
    controlAddress = address;
    return this;
  }

  public List<RouteOptions> getRoutes() {
    return routes;
  }

  /** @param routes the routes in order; the first matching route handles a request; the list is kept, not copied */
  public ServerVerticleOptions setRoutes(List<RouteOptions> routes) {
    this.routes = Objects.requireNonNull(routes, "routes");
    return this;
  }

  public StreamOptions getStreams() {
    return streams;
  }

  /** @param streams the options of streams over the bus, for routes with mode {@code stream}; kept, not copied */
  public ServerVerticleOptions setStreams(StreamOptions streams) {
    this.streams = Objects.requireNonNull(streams, "streams");
    return this;
  }
}
