package io.github.vertxnghttp2.service.bridge;

import io.github.vertxnghttp2.json.StrictJson;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServerOptions;

import java.util.ArrayList;
import java.util.List;

/** The config of {@code nghttp2:bridge}: its listeners, the addresses that it permits, and its limits. */
@DataObject
public class BridgeVerticleOptions {
  /** Only programs on the same host reach it. */
  public static final String DEFAULT_HOST = "127.0.0.1";
  /** The port of the TCP bridge. */
  public static final int DEFAULT_TCP_PORT = 7000;
  /** The port of the SockJS bridge. */
  public static final int DEFAULT_SOCK_JS_PORT = 7001;
  /** The path of the SockJS bridge. */
  public static final String DEFAULT_SOCK_JS_PATH = "/eventbus";
  /** Connections to each of the two bridges at a time, of an instance. */
  public static final int DEFAULT_MAX_CONNECTIONS = 1000;
  /** 4 MiB: a body of 1 MiB, the limit of a unary route, needs 1.4 MB in base64. */
  public static final int DEFAULT_MAX_MESSAGE_SIZE = 4 << 20;
  /** Addresses that one program handles. */
  public static final int DEFAULT_MAX_HANDLERS = 1000;
  /** 64 MiB. */
  public static final int DEFAULT_MAX_QUEUED_BYTES = 64 << 20;

  private NetServerOptions tcp;
  private HttpServerOptions sockJs;
  private String sockJsPath = DEFAULT_SOCK_JS_PATH;
  private List<String> origins = new ArrayList<>();
  private List<String> inbound = new ArrayList<>();
  private List<String> outbound = new ArrayList<>();
  private boolean allowAnyClient;
  private int maxConnections = DEFAULT_MAX_CONNECTIONS;
  private int maxMessageSize = DEFAULT_MAX_MESSAGE_SIZE;
  private int maxHandlers = DEFAULT_MAX_HANDLERS;
  private int maxQueuedBytes = DEFAULT_MAX_QUEUED_BYTES;

  /** Creates options with the defaults: no listener, and no addresses but those of streams. */
  public BridgeVerticleOptions() {
  }

  /** A deep copy. */
  public BridgeVerticleOptions(BridgeVerticleOptions other) {
    tcp = other.tcp == null ? null : new NetServerOptions(other.tcp);
    sockJs = other.sockJs == null ? null : new HttpServerOptions(other.sockJs);
    sockJsPath = other.sockJsPath;
    origins = new ArrayList<>(other.origins);
    inbound = new ArrayList<>(other.inbound);
    outbound = new ArrayList<>(other.outbound);
    allowAnyClient = other.allowAnyClient;
    maxConnections = other.maxConnections;
    maxMessageSize = other.maxMessageSize;
    maxHandlers = other.maxHandlers;
    maxQueuedBytes = other.maxQueuedBytes;
  }

  /**
   * @throws IllegalArgumentException if a member is unknown, missing or wrong; the message names its path and what is
   *   allowed
   */
  public BridgeVerticleOptions(JsonObject json) {
    StrictJson.check(json, BridgeVerticleOptions.class, "");
    if (json.containsKey("tcp")) {
      JsonObject given = listener(json.getJsonObject("tcp"), DEFAULT_TCP_PORT);
      tcp = StrictJson.at("tcp", NetServerOptions.class, () -> new NetServerOptions(given));
    }
    if (json.containsKey("sockJs")) {
      JsonObject given = listener(json.getJsonObject("sockJs"), DEFAULT_SOCK_JS_PORT);
      sockJs = StrictJson.at("sockJs", HttpServerOptions.class, () -> new HttpServerOptions(given));
    }
    setSockJsPath(json.getString("sockJsPath", sockJsPath));
    setOrigins(strings(json, "origins"));
    setInbound(strings(json, "inbound"));
    setOutbound(strings(json, "outbound"));
    setAllowAnyClient(json.getBoolean("allowAnyClient", allowAnyClient));
    setMaxConnections(json.getInteger("maxConnections", maxConnections));
    setMaxMessageSize(json.getInteger("maxMessageSize", maxMessageSize));
    setMaxHandlers(json.getInteger("maxHandlers", maxHandlers));
    setMaxQueuedBytes(json.getInteger("maxQueuedBytes", maxQueuedBytes));
    checkListeners();
  }

  /** Vert.x's own default is to listen everywhere. */
  private static JsonObject listener(JsonObject given, int port) {
    return new JsonObject().put("host", DEFAULT_HOST).put("port", port).mergeIn(given);
  }

  private static List<String> strings(JsonObject json, String key) {
    return json.getJsonArray(key, new JsonArray()).stream().map(String.class::cast).toList();
  }

  /** @throws IllegalArgumentException if there is no listener, or everybody could use one from another host */
  void checkListeners() {
    if (tcp == null && sockJs == null) {
      throw new IllegalArgumentException("tcp and sockJs are missing; a bridge needs one of them, such as \"tcp\": {}");
    }
    if (!allowAnyClient) {
      ClientAccess.check(tcp, "tcp");
      ClientAccess.check(sockJs, "sockJs");
    }
  }

  /** All options, including those with default values. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject()
      .put("sockJsPath", sockJsPath)
      .put("origins", new JsonArray(new ArrayList<>(origins)))
      .put("inbound", new JsonArray(new ArrayList<>(inbound)))
      .put("outbound", new JsonArray(new ArrayList<>(outbound)))
      .put("allowAnyClient", allowAnyClient)
      .put("maxConnections", maxConnections)
      .put("maxMessageSize", maxMessageSize)
      .put("maxHandlers", maxHandlers)
      .put("maxQueuedBytes", maxQueuedBytes);
    if (tcp != null) {
      json.put("tcp", tcp.toJson());
    }
    return sockJs == null ? json : json.put("sockJs", sockJs.toJson());
  }

  /** {@code null}, the default, for no TCP bridge. */
  public NetServerOptions getTcp() {
    return tcp;
  }

  /**
   * @param tcp where the TCP bridge listens, and its TLS. In JSON the host is 127.0.0.1 and the port 7000 by default.
   *   The object is kept, not copied.
   */
  public BridgeVerticleOptions setTcp(NetServerOptions tcp) {
    this.tcp = tcp;
    return this;
  }

  /** {@code null}, the default, for no SockJS bridge. */
  public HttpServerOptions getSockJs() {
    return sockJs;
  }

  /**
   * @param sockJs where the SockJS bridge listens, and its TLS. In JSON the host is 127.0.0.1 and the port 7001 by
   *   default. {@link #setMaxMessageSize} replaces the limits of WebSocket messages. The object is kept, not copied.
   */
  public BridgeVerticleOptions setSockJs(HttpServerOptions sockJs) {
    this.sockJs = sockJs;
    return this;
  }

  public String getSockJsPath() {
    return sockJsPath;
  }

  /** @param path the path of the SockJS bridge; it begins with a slash and does not end with one */
  public BridgeVerticleOptions setSockJsPath(String path) {
    if (!path.matches("(/[\\w.~-]+)+")) {
      throw new IllegalArgumentException("sockJsPath is \"" + path + "\"; it must be a path such as "
        + DEFAULT_SOCK_JS_PATH);
    }
    sockJsPath = path;
    return this;
  }

  public List<String> getOrigins() {
    return origins;
  }

  /**
   * @param origins the origins of web pages that may use the SockJS bridge, such as {@code https://app.example.org};
   *   none by default. Without the list, each page that a browser on this host shows could use a bridge on loopback.
   */
  public BridgeVerticleOptions setOrigins(List<String> origins) {
    for (int i = 0; i < origins.size(); i++) {
      if (!origins.get(i).matches("https?://[^/?#*]+")) {
        throw new IllegalArgumentException("origins[" + i + "] is \"" + origins.get(i)
          + "\"; it must be the origin of pages, such as https://app.example.org");
      }
    }
    this.origins = new ArrayList<>(origins);
    return this;
  }

  public List<String> getInbound() {
    return inbound;
  }

  /**
   * @param addresses the addresses that programs may send to, beside those of streams; none by default.
   *   {@code orders.*} is any address that begins with {@code orders.}. {@code *} at the end does not include the
   *   addresses of this library and of Vert.x, which begin with {@code nghttp2.} and {@code __vertx.}.
   * @throws IllegalArgumentException if an entry is malformed, or is an address of the inside of this library or Vert.x
   */
  public BridgeVerticleOptions setInbound(List<String> addresses) {
    PermittedAddresses.check(addresses, "inbound");
    inbound = new ArrayList<>(addresses);
    return this;
  }

  public List<String> getOutbound() {
    return outbound;
  }

  /**
   * @param addresses the addresses whose messages programs may handle, beside those of their streams; none by default.
   *   Entries as those of {@link #setInbound}.
   * @throws IllegalArgumentException if an entry is malformed, or is an address of the inside of this library or Vert.x
   */
  public BridgeVerticleOptions setOutbound(List<String> addresses) {
    PermittedAddresses.check(addresses, "outbound");
    outbound = new ArrayList<>(addresses);
    return this;
  }

  public boolean isAllowAnyClient() {
    return allowAnyClient;
  }

  /**
   * @param allowed whether a listener that other hosts can reach may accept clients without a certificate; false by
   *   default. Set it only if the network keeps strangers away.
   */
  public BridgeVerticleOptions setAllowAnyClient(boolean allowed) {
    allowAnyClient = allowed;
    return this;
  }

  public int getMaxConnections() {
    return maxConnections;
  }

  /** @param connections the connections to each of the two bridges at a time, of an instance, at least 1 */
  public BridgeVerticleOptions setMaxConnections(int connections) {
    maxConnections = atLeast(1, "maxConnections", connections);
    return this;
  }

  public int getMaxMessageSize() {
    return maxMessageSize;
  }

  /**
   * @param bytes the maximum length of a message from a program, in JSON, at least 1024. A longer one ends the
   *   connection.
   */
  public BridgeVerticleOptions setMaxMessageSize(int bytes) {
    maxMessageSize = atLeast(1024, "maxMessageSize", bytes);
    return this;
  }

  public int getMaxHandlers() {
    return maxHandlers;
  }

  /** @param addresses the addresses that are handled over one connection, at least 1; further ones are denied */
  public BridgeVerticleOptions setMaxHandlers(int addresses) {
    maxHandlers = atLeast(1, "maxHandlers", addresses);
    return this;
  }

  public int getMaxQueuedBytes() {
    return maxQueuedBytes;
  }

  /**
   * @param bytes the bytes that wait to be sent over a connection because the program does not read, at least 1024.
   *   Beyond them the connection ends.
   */
  public BridgeVerticleOptions setMaxQueuedBytes(int bytes) {
    maxQueuedBytes = atLeast(1024, "maxQueuedBytes", bytes);
    return this;
  }

  private static int atLeast(int minimum, String name, int value) {
    if (value < minimum) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least " + minimum);
    }
    return value;
  }
}
