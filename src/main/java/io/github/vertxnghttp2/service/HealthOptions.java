package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.service.syntax.HostPattern;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;

/**
 * Paths at which {@code nghttp2:server} itself responds to probes: whether it lives, and whether it is ready for
 * requests. They are matched before all routes.
 */
@DataObject
public class HealthOptions {
  /** Where the server says that it lives. */
  public static final String DEFAULT_PATH = "/health";
  /** Where the server says whether it is ready. */
  public static final String DEFAULT_READY_PATH = "/ready";
  /** In milliseconds. */
  public static final int DEFAULT_CHECK_TIMEOUT = 1_000;
  /** In milliseconds. */
  public static final int DEFAULT_DRAIN_DELAY = 0;
  /** The number of {@code handlers}, and of {@code checks}. */
  public static final int MAX_ADDRESSES = 100;
  private static final int MAX_MILLISECONDS = 600_000;

  private String path = DEFAULT_PATH;
  private String readyPath = DEFAULT_READY_PATH;
  private String host;
  private boolean requireHandlers;
  private List<String> handlers = new ArrayList<>();
  private List<String> checks = new ArrayList<>();
  private int checkTimeout = DEFAULT_CHECK_TIMEOUT;
  private int drainDelay = DEFAULT_DRAIN_DELAY;

  /** The defaults. */
  public HealthOptions() {
  }

  /** A copy. */
  public HealthOptions(HealthOptions other) {
    path = other.path;
    readyPath = other.readyPath;
    host = other.host;
    requireHandlers = other.requireHandlers;
    handlers = new ArrayList<>(other.handlers);
    checks = new ArrayList<>(other.checks);
    checkTimeout = other.checkTimeout;
    drainDelay = other.drainDelay;
  }

  /** @throws IllegalArgumentException if a key is unknown or a value is not allowed */
  public HealthOptions(JsonObject json) {
    StrictJson.check(json, HealthOptions.class, "");
    setPath(json.getString("path", path));
    setReadyPath(json.getString("readyPath", readyPath));
    if (json.containsKey("host")) {
      setHost(json.getString("host"));
    }
    setRequireHandlers(json.getBoolean("requireHandlers", requireHandlers));
    setHandlers(strings(json, "handlers"));
    setChecks(strings(json, "checks"));
    setCheckTimeout(json.getInteger("checkTimeout", checkTimeout));
    setDrainDelay(json.getInteger("drainDelay", drainDelay));
    if (path.equals(readyPath)) {
      throw new IllegalArgumentException("readyPath is \"" + readyPath + "\", as is path; they must differ");
    }
  }

  private static List<String> strings(JsonObject json, String key) {
    return json.getJsonArray(key, new JsonArray()).stream().map(String.class::cast).toList();
  }

  /** All options, including those with default values. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject()
      .put("path", path)
      .put("readyPath", readyPath)
      .put("requireHandlers", requireHandlers)
      .put("handlers", new JsonArray(new ArrayList<>(handlers)))
      .put("checks", new JsonArray(new ArrayList<>(checks)))
      .put("checkTimeout", checkTimeout)
      .put("drainDelay", drainDelay);
    return host == null ? json : json.put("host", host);
  }

  public String getPath() {
    return path;
  }

  /** @param path where the response is 200 as long as the verticle lives */
  public HealthOptions setPath(String path) {
    this.path = literal("path", path);
    return this;
  }

  public String getReadyPath() {
    return readyPath;
  }

  /** @param path where the response is 200 if the server is ready for requests, and 503 otherwise */
  public HealthOptions setReadyPath(String path) {
    readyPath = literal("readyPath", path);
    return this;
  }

  private static String literal(String key, String path) {
    if (!path.startsWith("/") || path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
      throw new IllegalArgumentException(key + " is \"" + path + "\"; it must begin with /, and have no query");
    }
    return path;
  }

  /** {@code null}, the default, for any. */
  public String getHost() {
    return host;
  }

  /** @param host of the {@code :authority} of probes, written as that of a route; other requests go to the routes */
  public HealthOptions setHost(String host) {
    HostPattern.of(host);
    this.host = host;
    return this;
  }

  public boolean isRequireHandlers() {
    return requireHandlers;
  }

  /** @param require whether the server is ready only if the address of each route has a consumer */
  public HealthOptions setRequireHandlers(boolean require) {
    requireHandlers = require;
    return this;
  }

  public List<String> getHandlers() {
    return handlers;
  }

  /** @param addresses of the event bus that must have consumers, for the server to be ready; none by default */
  public HealthOptions setHandlers(List<String> addresses) {
    handlers = addresses("handlers", addresses);
    return this;
  }

  public List<String> getChecks() {
    return checks;
  }

  /**
   * @param addresses of the event bus whose consumers check something that the server needs to be ready. They receive a
   *   message without a body, and reply with {@code {"status": "UP"}} or {@code {"status": "DOWN"}}
   */
  public HealthOptions setChecks(List<String> addresses) {
    checks = addresses("checks", addresses);
    return this;
  }

  private static List<String> addresses(String key, List<String> addresses) {
    if (addresses.size() > MAX_ADDRESSES) {
      throw new IllegalArgumentException(key + " has " + addresses.size() + " addresses; it must have at most "
        + MAX_ADDRESSES);
    }
    int empty = addresses.indexOf("");
    if (empty >= 0) {
      throw new IllegalArgumentException(key + "[" + empty + "] is \"\"; it must be an address");
    }
    return new ArrayList<>(addresses);
  }

  public int getCheckTimeout() {
    return checkTimeout;
  }

  /** @param milliseconds that all checks together may take; what has not been checked by then counts as down */
  public HealthOptions setCheckTimeout(int milliseconds) {
    checkTimeout = within(1, "checkTimeout", milliseconds);
    return this;
  }

  public int getDrainDelay() {
    return drainDelay;
  }

  /**
   * @param milliseconds between the moment when the server begins to close, from which on it is not ready, and the
   *   moment when it stops listening. During this time it handles requests as before, so that load balancers can notice
   */
  public HealthOptions setDrainDelay(int milliseconds) {
    drainDelay = within(0, "drainDelay", milliseconds);
    return this;
  }

  private static int within(int min, String key, int value) {
    if (value < min || value > MAX_MILLISECONDS) {
      throw new IllegalArgumentException(key + " is " + value + "; it must be from " + min + " to " + MAX_MILLISECONDS);
    }
    return value;
  }
}
