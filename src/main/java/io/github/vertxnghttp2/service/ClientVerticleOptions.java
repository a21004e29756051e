package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.service.syntax.Origin;
import io.github.vertxnghttp2.service.syntax.TargetList;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The config of {@code nghttp2:client}: its address on the event bus, its connections and its limits. */
@DataObject
public class ClientVerticleOptions {
  /** The address of the service. */
  public static final String DEFAULT_ADDRESS = "nghttp2.client";
  /** The addresses of the public internet: not those of private networks, of this host, or of its link. */
  public static final List<String> DEFAULT_ALLOW = List.of(TargetList.PUBLIC);
  /** The number of origins to which an instance keeps connections. */
  public static final int DEFAULT_MAX_CONNECTIONS = 64;
  /** One connection carries many requests at a time. */
  public static final int DEFAULT_MAX_CONNECTIONS_PER_ORIGIN = 1;
  /** A minute, in milliseconds. */
  public static final int DEFAULT_KEEP_ALIVE = 60_000;
  /** 30 seconds, in milliseconds. */
  public static final int DEFAULT_TIMEOUT = 30_000;
  /** 16 MiB. */
  public static final int DEFAULT_MAX_BODY_SIZE = 16 << 20;

  /**
   * The options that the URL of each request determines. All other options are the same for all requests to an origin.
   */
  private static final String[] OF_THE_URL = {"host", "port", "ssl"};

  private String address = DEFAULT_ADDRESS;
  private ClientOptions defaults = new ClientOptions();
  private Map<String, ClientOptions> origins = new LinkedHashMap<>();
  private List<String> allow = new ArrayList<>(DEFAULT_ALLOW);
  private List<String> deny = new ArrayList<>();
  private int maxConnections = DEFAULT_MAX_CONNECTIONS;
  private int maxConnectionsPerOrigin = DEFAULT_MAX_CONNECTIONS_PER_ORIGIN;
  private int keepAlive = DEFAULT_KEEP_ALIVE;
  private int timeout = DEFAULT_TIMEOUT;
  private int maxBodySize = DEFAULT_MAX_BODY_SIZE;
  private StreamOptions streams = new StreamOptions();

  /** Creates options with the defaults: any origin with a public address, whose certificate the JVM trusts. */
  public ClientVerticleOptions() {
  }

  /** A deep copy. */
  public ClientVerticleOptions(ClientVerticleOptions other) {
    address = other.address;
    defaults = new ClientOptions(other.defaults);
    other.origins.forEach((origin, options) -> origins.put(origin, new ClientOptions(options)));
    allow = new ArrayList<>(other.allow);
    deny = new ArrayList<>(other.deny);
    maxConnections = other.maxConnections;
    maxConnectionsPerOrigin = other.maxConnectionsPerOrigin;
    keepAlive = other.keepAlive;
    timeout = other.timeout;
    maxBodySize = other.maxBodySize;
    streams = new StreamOptions(other.streams);
  }

  /**
   * @throws IllegalArgumentException if a member is unknown or wrong; the message names its path and what is allowed
   */
  public ClientVerticleOptions(JsonObject json) {
    StrictJson.check(json, ClientVerticleOptions.class, "");
    setAddress(json.getString("address", address));
    defaults = client(json.getJsonObject("defaults", new JsonObject()), "defaults");
    JsonObject each = json.getJsonObject("origins", new JsonObject());
    each.fieldNames().forEach(url -> putOrigin(url, client(each.getJsonObject(url), "origins[\"" + url + "\"]")));
    setAllow(strings(json, "allow", allow));
    setDeny(strings(json, "deny", deny));
    setMaxConnections(json.getInteger("maxConnections", maxConnections));
    setMaxConnectionsPerOrigin(json.getInteger("maxConnectionsPerOrigin", maxConnectionsPerOrigin));
    setKeepAlive(json.getInteger("keepAlive", keepAlive));
    setTimeout(json.getInteger("timeout", timeout));
    setMaxBodySize(json.getInteger("maxBodySize", maxBodySize));
    JsonObject given = json.getJsonObject("streams", new JsonObject());
    streams = StrictJson.at("streams", StreamOptions.class, () -> new StreamOptions(given));
  }

  private static List<String> strings(JsonObject json, String key, List<String> otherwise) {
    JsonArray given = json.getJsonArray(key);
    return given == null ? otherwise : given.stream().map(String.class::cast).toList();
  }

  private static ClientOptions client(JsonObject json, String path) {
    for (String key : OF_THE_URL) {
      if (json.containsKey(key)) {
        throw new IllegalArgumentException(path + "." + key
          + " is not allowed here: the URL of a request sets host, port and"
          + " TLS, and its member connect another address");
      }
    }
    return StrictJson.at(path, ClientOptions.class, () -> new ClientOptions(json));
  }

  /** All options, including those with default values. */
  public JsonObject toJson() {
    JsonObject each = new JsonObject();
    origins.forEach((origin, options) -> each.put(origin, json(options)));
    return new JsonObject()
      .put("address", address)
      .put("defaults", json(defaults))
      .put("origins", each)
      .put("allow", new JsonArray(new ArrayList<>(allow)))
      .put("deny", new JsonArray(new ArrayList<>(deny)))
      .put("maxConnections", maxConnections)
      .put("maxConnectionsPerOrigin", maxConnectionsPerOrigin)
      .put("keepAlive", keepAlive)
      .put("timeout", timeout)
      .put("maxBodySize", maxBodySize)
      .put("streams", streams.toJson());
  }

  private static JsonObject json(ClientOptions options) {
    JsonObject json = options.toJson();
    for (String key : OF_THE_URL) {
      json.remove(key);
    }
    return json;
  }

  public String getAddress() {
    return address;
  }

  /** @param address the address of the service on the event bus; instances with the same address share its requests */
  public ClientVerticleOptions setAddress(String address) {
    if (address.isEmpty()) {
      throw new IllegalArgumentException("address is \"\"; it must not be empty");
    }
    this.address = address;
    return this;
  }

  public ClientOptions getDefaults() {
    return defaults;
  }

  /** @param defaults the options for origins that {@link #setOrigins} does not name; host, port and ssl are ignored */
  public ClientVerticleOptions setDefaults(ClientOptions defaults) {
    this.defaults = Objects.requireNonNull(defaults, "defaults");
    return this;
  }

  public Map<String, ClientOptions> getOrigins() {
    return origins;
  }

  /**
   * @param origins the options of single origins. A key is the scheme, host and port, such as
   *   {@code https://api.example.org:8443}. For such an origin, none of the {@link #setDefaults} options apply.
   * @throws IllegalArgumentException if a key is not the URL of an origin
   */
  public ClientVerticleOptions setOrigins(Map<String, ClientOptions> origins) {
    this.origins = new LinkedHashMap<>();
    origins.forEach(this::putOrigin);
    return this;
  }

  private void putOrigin(String url, ClientOptions options) {
    String name = Origin.named(url, "origins[\"" + url + "\"]").name();
    if (origins.putIfAbsent(name, Objects.requireNonNull(options, url)) != null) {
      throw new IllegalArgumentException("origins[\"" + url + "\"] is given twice: it is " + name);
    }
  }

  public List<String> getAllow() {
    return allow;
  }

  /**
   * @param targets what requests may go to. Each entry is an origin, such as {@code https://api.example.org} or
   *   {@code https://*.example.org:8443}; an IP address or a range, such as {@code 10.0.0.0/8}; or {@code public} for
   *   all addresses of the public internet, which is the default. If the list has no origin, all origins are allowed.
   *   If it has no address, public addresses are allowed. Addresses are compared after the look-up of a name.
   * @throws IllegalArgumentException if an entry is malformed
   */
  public ClientVerticleOptions setAllow(List<String> targets) {
    TargetList.of(targets, "allow");
    allow = new ArrayList<>(targets);
    return this;
  }

  public List<String> getDeny() {
    return deny;
  }

  /**
   * @param targets what requests must not go to, even if {@link #setAllow} has it; entries as there. None by default.
   * @throws IllegalArgumentException if an entry is malformed
   */
  public ClientVerticleOptions setDeny(List<String> targets) {
    TargetList.of(targets, "deny");
    deny = new ArrayList<>(targets);
    return this;
  }

  public int getMaxConnections() {
    return maxConnections;
  }

  /**
   * @param origins the number of origins to which an instance keeps connections, at least 1. A further origin replaces
   *   the one that has been unused for the longest time. If all are in use, the request fails.
   */
  public ClientVerticleOptions setMaxConnections(int origins) {
    maxConnections = atLeast(1, "maxConnections", origins);
    return this;
  }

  public int getMaxConnectionsPerOrigin() {
    return maxConnectionsPerOrigin;
  }

  /**
   * @param connections the number of connections to one origin, at least 1; an instance opens a further connection when
   *   the open ones have no free stream
   */
  public ClientVerticleOptions setMaxConnectionsPerOrigin(int connections) {
    maxConnectionsPerOrigin = atLeast(1, "maxConnectionsPerOrigin", connections);
    return this;
  }

  public int getKeepAlive() {
    return keepAlive;
  }

  /** @param milliseconds the time that a connection without requests stays open, at least 1 */
  public ClientVerticleOptions setKeepAlive(int milliseconds) {
    keepAlive = atLeast(1, "keepAlive", milliseconds);
    return this;
  }

  public int getTimeout() {
    return timeout;
  }

  /**
   * @param milliseconds the time from the arrival of a request to the last byte of its response, at least 1; a request
   *   can set its own timeout
   */
  public ClientVerticleOptions setTimeout(int milliseconds) {
    timeout = atLeast(1, "timeout", milliseconds);
    return this;
  }

  public int getMaxBodySize() {
    return maxBodySize;
  }

  /** @param bytes the maximum length of the body of a response; the service gathers the body in memory */
  public ClientVerticleOptions setMaxBodySize(int bytes) {
    maxBodySize = atLeast(0, "maxBodySize", bytes);
    return this;
  }

  public StreamOptions getStreams() {
    return streams;
  }

  /** @param streams the options of streams over the event bus; the object is kept, not copied */
  public ClientVerticleOptions setStreams(StreamOptions streams) {
    this.streams = Objects.requireNonNull(streams, "streams");
    return this;
  }

  private static int atLeast(int minimum, String name, int value) {
    if (value < minimum) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least " + minimum);
    }
    return value;
  }
}
