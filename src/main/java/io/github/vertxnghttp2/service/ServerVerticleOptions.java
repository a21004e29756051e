package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.service.syntax.AddressAllowList;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** The config of {@code nghttp2:server}: its listeners, its routes, and the verticles beside it. */
@DataObject
public class ServerVerticleOptions {
  /** The address where {@link Routes} adds and removes routes. */
  public static final String DEFAULT_CONTROL_ADDRESS = "nghttp2.server.routes";

  private List<ServerOptions> listeners = new ArrayList<>();
  private String controlAddress = DEFAULT_CONTROL_ADDRESS;
  private String controlReadAddress;
  private List<String> controlAllow = new ArrayList<>();
  private List<RouteOptions> routes = new ArrayList<>();
  private StreamOptions streams = new StreamOptions();
  private HealthOptions health;
  private TokenOptions tokens;
  private Map<String, DeploymentOptions> verticles = new LinkedHashMap<>();

  /** Creates options with the defaults: no listeners and no routes. */
  public ServerVerticleOptions() {
  }

  /** A deep copy. */
  public ServerVerticleOptions(ServerVerticleOptions other) {
    listeners = copy(other.listeners, ServerOptions::new);
    controlAddress = other.controlAddress;
    controlReadAddress = other.controlReadAddress;
    controlAllow = new ArrayList<>(other.controlAllow);
    routes = copy(other.routes, RouteOptions::new);
    streams = new StreamOptions(other.streams);
    health = other.health == null ? null : new HealthOptions(other.health);
    tokens = other.tokens == null ? null : new TokenOptions(other.tokens);
    other.verticles.forEach((name, options) -> verticles.put(name, new DeploymentOptions(options)));
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
        "listeners must be an array of at least one object, each with the options of a server, such as {\"port\": 8080}"
          + (json.isEmpty() ? "; the config is empty: -conf of the launcher names a file with it" : ""));
    }
    checkListeners(listeners);
    routes = options(json, "routes", RouteOptions.class, RouteOptions::new);
    checkIds(routes);
    setControlAddress(json.getString("controlAddress", controlAddress));
    if (json.containsKey("controlReadAddress")) {
      setControlReadAddress(json.getString("controlReadAddress"));
    }
    setControlAllow(json.getJsonArray("controlAllow", new JsonArray()).stream().map(String.class::cast).toList());
    if (controlAddress.equals(controlReadAddress)) {
      throw new IllegalArgumentException("controlReadAddress is \"" + controlReadAddress
        + "\", as is controlAddress; they must differ");
    }
    JsonObject given = json.getJsonObject("streams", new JsonObject());
    streams = StrictJson.at("streams", StreamOptions.class, () -> new StreamOptions(given));
    JsonObject probes = json.getJsonObject("health");
    health = probes == null ? null : StrictJson.at("health", HealthOptions.class, () -> new HealthOptions(probes));
    JsonObject keys = json.getJsonObject("tokens");
    tokens = keys == null ? null : StrictJson.at("tokens", TokenOptions.class, () -> new TokenOptions(keys));
    checkTokens();
    JsonObject beside = json.getJsonObject("verticles", new JsonObject());
    beside.fieldNames().forEach(name -> verticles.put(name, deployment(beside.getJsonObject(name), name)));
  }

  private static void checkListeners(List<ServerOptions> listeners) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < listeners.size(); i++) {
      ServerOptions listener = listeners.get(i);
      if (!listener.isSsl() && listener.getClientAuth() != ClientAuth.NONE) {
        throw new IllegalArgumentException("listeners[" + i + "].clientAuth is \"" + listener.getClientAuth()
          + "\", but ssl is false; clients have certificates only with \"ssl\": true");
      }
      // Vert.x would give the connections of both to the first one, with its options.
      String address = listener.getHost() + ":" + listener.getPort();
      Integer other = listener.getPath() == null && listener.getPort() > 0 ? places.putIfAbsent(address, i) : null;
      if (other != null) {
        throw new IllegalArgumentException("listeners[" + i + "].port is " + listener.getPort() + ", and host and port"
          + " are those of listeners[" + other + "]; each listener must have its own");
      }
    }
  }

  private void checkTokens() {
    for (int i = 0; tokens == null && i < routes.size(); i++) {
      if (routes.get(i).getToken() != TokenOptions.Check.NONE) {
        throw new IllegalArgumentException("routes[" + i + "].token is \"" + routes.get(i).getToken()
          + "\", but tokens is missing; it has the keys");
      }
    }
  }

  private static DeploymentOptions deployment(JsonObject json, String name) {
    String path = "verticles[\"" + name + "\"]";
    if (json.containsKey("classLoader")) {
      throw new IllegalArgumentException(path + ".classLoader is not allowed here: JSON has no class loaders");
    }
    if (json.getInteger("instances", 1) < 1) {
      throw new IllegalArgumentException(path + ".instances is " + json.getInteger("instances")
        + "; it must be at least 1");
    }
    return StrictJson.at(path, DeploymentOptions.class, () -> new DeploymentOptions(json));
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

  /** All options, including those with default values. It contains {@code tokens} with the keys. */
  public JsonObject toJson() {
    JsonObject beside = new JsonObject();
    verticles.forEach((name, options) -> beside.put(name, options.toJson()));
    JsonObject json = new JsonObject()
      .put("listeners", new JsonArray(listeners.stream().map(ServerOptions::toJson).toList()))
      .put("controlAddress", controlAddress)
      .put("controlAllow", new JsonArray(new ArrayList<>(controlAllow)))
      .put("routes", new JsonArray(routes.stream().map(RouteOptions::toJson).toList()))
      .put("streams", streams.toJson())
      .put("verticles", beside);
    if (health != null) {
      json.put("health", health.toJson());
    }
    if (tokens != null) {
      json.put("tokens", tokens.toJson());
    }
    return controlReadAddress == null ? json : json.put("controlReadAddress", controlReadAddress);
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

  /** {@code null}, the default, for none. */
  public String getControlReadAddress() {
    return controlReadAddress;
  }

  /** @param address where routes and counts can be read as at the control address, but nothing can be changed */
  public ServerVerticleOptions setControlReadAddress(String address) {
    if (address.isEmpty()) {
      throw new IllegalArgumentException("controlReadAddress is \"\"; it must not be empty");
    }
    controlReadAddress = address;
    return this;
  }

  public List<String> getControlAllow() {
    return controlAllow;
  }

  /**
   * @param addresses the addresses of the event bus that routes may have which the control address adds, replaces or
   *   removes; none by default. {@code orders.*} is any address that begins with {@code orders.}. {@code *} at the end
   *   does not include the addresses of this library and of Vert.x, which begin with {@code nghttp2.} and
   *   {@code __vertx.}.
   * @throws IllegalArgumentException if an entry is empty, or has {@code *} elsewhere than at its end
   */
  public ServerVerticleOptions setControlAllow(List<String> addresses) {
    AddressAllowList.of(addresses, "controlAllow");
    controlAllow = new ArrayList<>(addresses);
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

  /** {@code null}, the default, for none. */
  public HealthOptions getHealth() {
    return health;
  }

  /** @param health the paths at which the server responds to probes, before all routes; kept, not copied */
  public ServerVerticleOptions setHealth(HealthOptions health) {
    this.health = health;
    return this;
  }

  /** {@code null}, the default, for no keys. */
  public TokenOptions getTokens() {
    return tokens;
  }

  /** @param tokens the keys of bearer tokens, for routes that verify them; kept, not copied */
  public ServerVerticleOptions setTokens(TokenOptions tokens) {
    this.tokens = tokens;
    return this;
  }

  public Map<String, DeploymentOptions> getVerticles() {
    return verticles;
  }

  /**
   * @param verticles the options of verticles that the server deploys before it listens, by their names, such as
   *   {@code com.example.Orders} or {@code service:orders}; none by default. All instances of the server together
   *   deploy them once. They are undeployed when the last instance has closed its listeners.
   */
  public ServerVerticleOptions setVerticles(Map<String, DeploymentOptions> verticles) {
    this.verticles = new LinkedHashMap<>(verticles);
    return this;
  }
}
