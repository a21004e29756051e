package io.github.vertxnghttp2.inspector;

import io.github.vertxnghttp2.json.StrictJson;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;

import java.util.ArrayList;
import java.util.List;

/** The options of the inspector: where its page is, and who may look at it. */
@DataObject
public class InspectorOptions {
  /** Only programs on the same host reach it. */
  public static final String DEFAULT_HOST = "127.0.0.1";
  /** The port of the page. */
  public static final int DEFAULT_PORT = 8900;
  /** Milliseconds between two updates of the page. */
  public static final int DEFAULT_INTERVAL = 1000;
  /** Pages that are open at a time. */
  public static final int DEFAULT_MAX_VIEWERS = 16;
  /** Characters of a token. */
  public static final int MIN_TOKEN_LENGTH = 32;
  /** Milliseconds: more often, sampling would cost more than it shows. */
  public static final int MIN_INTERVAL = 100;
  private static final int MAX_PORT = 65_535;

  private String host = DEFAULT_HOST;
  private int port = DEFAULT_PORT;
  private PemKeyCertOptions pemKeyCertOptions;
  private String token;
  private boolean allowCleartext;
  private List<String> hostNames = new ArrayList<>();
  private int interval = DEFAULT_INTERVAL;
  private int maxViewers = DEFAULT_MAX_VIEWERS;
  private boolean cluster;
  private String routesAddress;

  /** Creates options with the defaults: a page in cleartext on loopback, without control. */
  public InspectorOptions() {
  }

  /** A deep copy. */
  public InspectorOptions(InspectorOptions other) {
    host = other.host;
    port = other.port;
    pemKeyCertOptions = other.pemKeyCertOptions == null ? null : new PemKeyCertOptions(other.pemKeyCertOptions);
    token = other.token;
    allowCleartext = other.allowCleartext;
    hostNames = new ArrayList<>(other.hostNames);
    interval = other.interval;
    maxViewers = other.maxViewers;
    cluster = other.cluster;
    routesAddress = other.routesAddress;
  }

  /**
   * @throws IllegalArgumentException if a member is unknown or wrong; the message names its path and what is allowed
   */
  public InspectorOptions(JsonObject json) {
    StrictJson.check(json, InspectorOptions.class, "");
    setHost(json.getString("host", host));
    setPort(json.getInteger("port", port));
    if (json.containsKey("pemKeyCertOptions")) {
      pemKeyCertOptions = StrictJson.at("pemKeyCertOptions", PemKeyCertOptions.class,
        () -> new PemKeyCertOptions(json.getJsonObject("pemKeyCertOptions")));
    }
    setToken(json.getString("token"));
    setAllowCleartext(json.getBoolean("allowCleartext", allowCleartext));
    setHostNames(json.getJsonArray("hostNames", new JsonArray()).stream().map(String.class::cast).toList());
    setInterval(json.getInteger("interval", interval));
    setMaxViewers(json.getInteger("maxViewers", maxViewers));
    setCluster(json.getBoolean("cluster", cluster));
    setRoutesAddress(json.getString("routesAddress"));
  }

  /** All options, including those with default values and the token. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject()
      .put("host", host)
      .put("port", port)
      .put("allowCleartext", allowCleartext)
      .put("hostNames", new JsonArray(new ArrayList<>(hostNames)))
      .put("interval", interval)
      .put("maxViewers", maxViewers)
      .put("cluster", cluster);
    if (pemKeyCertOptions != null) {
      json.put("pemKeyCertOptions", pemKeyCertOptions.toJson());
    }
    if (token != null) {
      json.put("token", token);
    }
    return routesAddress == null ? json : json.put("routesAddress", routesAddress);
  }

  public String getHost() {
    return host;
  }

  /** @param host the address to listen on, 127.0.0.1 by default. Other hosts than loopback need a token and TLS. */
  public InspectorOptions setHost(String host) {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host is \"" + host + "\"; it must be the name or address of a host");
    }
    this.host = host;
    return this;
  }

  public int getPort() {
    return port;
  }

  /** @param port the port of the page, 8900 by default; 0 for any that is free */
  public InspectorOptions setPort(int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port is " + port + "; it must be 0 to " + MAX_PORT);
    }
    this.port = port;
    return this;
  }

  /** {@code null}, the default, for cleartext. */
  public PemKeyCertOptions getPemKeyCertOptions() {
    return pemKeyCertOptions;
  }

  /**
   * @param certificate of the page, which is served over TLS and HTTP/2 then. Without it browsers use HTTP/1.1, because
   *   they have HTTP/2 over TLS only. The object is kept, not copied.
   */
  public InspectorOptions setPemKeyCertOptions(PemKeyCertOptions certificate) {
    pemKeyCertOptions = certificate;
    return this;
  }

  /** {@code null}, the default, for none. */
  public String getToken() {
    return token;
  }

  /**
   * @param token what people need to see anything and to control connections, at least 32 characters without spaces.
   *   Without it everybody on this host can look, and nobody can control anything.
   */
  public InspectorOptions setToken(String token) {
    if (token != null && !token.matches("[!-~]{" + MIN_TOKEN_LENGTH + ",}")) {
      throw new IllegalArgumentException("token has " + token.length() + " characters; it must have at least "
        + MIN_TOKEN_LENGTH + ", all of ASCII and none of them a space");
    }
    this.token = token;
    return this;
  }

  public boolean isAllowCleartext() {
    return allowCleartext;
  }

  /**
   * @param allowed whether other hosts may reach the page without TLS; false by default. Set it only if something
   *   before the page, such as a proxy, has TLS.
   */
  public InspectorOptions setAllowCleartext(boolean allowed) {
    allowCleartext = allowed;
    return this;
  }

  public List<String> getHostNames() {
    return hostNames;
  }

  /**
   * @param names the names by which browsers may ask for the page, in lower case and without a port. IP addresses,
   *   {@code localhost} and {@link #getHost} are allowed anyway. Other names are refused, because a page of a stranger
   *   could have its name resolve to this host.
   */
  public InspectorOptions setHostNames(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
        throw new IllegalArgumentException("hostNames[" + i + "] is \"" + names.get(i)
          + "\"; it must be a name in lower case, such as inspector.example.org");
      }
    }
    hostNames = new ArrayList<>(names);
    return this;
  }

  public int getInterval() {
    return interval;
  }

  /** @param millis between two updates of the page, at least 100 */
  public InspectorOptions setInterval(int millis) {
    interval = atLeast(MIN_INTERVAL, "interval", millis);
    return this;
  }

  public int getMaxViewers() {
    return maxViewers;
  }

  /** @param viewers how many streams of updates may be open at a time, at least 1: each open page has one */
  public InspectorOptions setMaxViewers(int viewers) {
    maxViewers = atLeast(1, "maxViewers", viewers);
    return this;
  }

  public boolean isCluster() {
    return cluster;
  }

  /**
   * @param cluster whether the page shows other nodes, and this node tells them about its connections over the event
   *   bus; false by default, because everybody on the bus can ask for recordings then. Nobody can control connections
   *   over the bus.
   */
  public InspectorOptions setCluster(boolean cluster) {
    this.cluster = cluster;
    return this;
  }

  /** {@code null}, the default, for none. */
  public String getRoutesAddress() {
    return routesAddress;
  }

  /** @param address the control address of a {@code nghttp2:server}, whose routes are shown to those with the token */
  public InspectorOptions setRoutesAddress(String address) {
    if (address != null && address.isBlank()) {
      throw new IllegalArgumentException("routesAddress is \"" + address
        + "\"; it must be an address of the event bus");
    }
    routesAddress = address;
    return this;
  }

  /** Whether no other host can reach the page. A name other than localhost is not looked up. */
  boolean isLoopback() {
    return host.equals("localhost") || host.matches("127(\\.[0-9]{1,3}){3}") || host.equals("::1");
  }

  /**
   * Checks that strangers cannot look.
   *
   * @throws IllegalArgumentException if other hosts could reach the page without a token, or could read the token
   */
  public void checkAccess() {
    if (isLoopback()) {
      return;
    }
    if (token == null) {
      throw new IllegalArgumentException("host is \"" + host + "\", which other hosts can reach; then token must be set,"
        + " to at least " + MIN_TOKEN_LENGTH + " characters");
    }
    if (pemKeyCertOptions == null && !allowCleartext) {
      throw new IllegalArgumentException("host is \"" + host + "\", which other hosts can reach; then pemKeyCertOptions"
        + " must have a certificate, because others could read the token. allowCleartext is for an inspector behind a"
        + " proxy that has TLS");
    }
  }

  private static int atLeast(int least, String key, int value) {
    if (value < least) {
      throw new IllegalArgumentException(key + " is " + value + "; it must be at least " + least);
    }
    return value;
  }
}
