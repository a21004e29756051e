package io.github.vertxnghttp2;

import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.limits.Limit;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.tracing.TracingPolicy;

import java.util.List;
import java.util.Objects;

/** Options of a {@link ServerSession}: the options of a Vert.x {@code NetServer}, and options for HTTP/2. */
@DataObject
public class ServerOptions extends NetServerOptions {
  /** 64 KiB. The server keeps the whole body of a request to upgrade from HTTP/1.1 in memory. */
  public static final int DEFAULT_MAX_UPGRADE_BODY_SIZE = 64 << 10;

  /** 5 minutes, in seconds. It applies to a connection without requests. */
  public static final int DEFAULT_IDLE_TIMEOUT = 300;
  /** 10 seconds, in milliseconds. */
  public static final int DEFAULT_HEADERS_TIMEOUT = Limit.HEADERS_TIMEOUT.defaultValue();
  /** 60 seconds, in milliseconds. */
  public static final int DEFAULT_BODY_TIMEOUT = Limit.BODY_TIMEOUT.defaultValue();
  /** No limit. */
  public static final int DEFAULT_MAX_CONNECTION_AGE = 0;
  /** For each session. */
  public static final int DEFAULT_MAX_CONNECTIONS = Limit.MAX_CONNECTIONS.defaultValue();
  /** For each session. */
  public static final int DEFAULT_MAX_CONNECTIONS_PER_ADDRESS = Limit.MAX_CONNECTIONS_PER_ADDRESS.defaultValue();
  /** 256 MiB, for each session. */
  public static final int DEFAULT_MAX_BUFFERED_BYTES = Limit.MAX_BUFFERED_BYTES.defaultValue();

  /** 16 KiB, for a slow line. */
  public static final int DEFAULT_TCP_NOT_SENT_LOWAT = 16 << 10;

  private static final List<String> OF_INTERNET_SOCKETS = List.of("host", "port");

  private String path;
  private Http2Options http2 = new Http2Options();
  private boolean upgradeEnabled = true;
  private int maxUpgradeBodySize = DEFAULT_MAX_UPGRADE_BODY_SIZE;
  private boolean handle100ContinueAutomatically;
  private boolean prioritiesEnabled = true;
  private int tcpNotSentLowat = DEFAULT_TCP_NOT_SENT_LOWAT;
  private int headersTimeout = DEFAULT_HEADERS_TIMEOUT;
  private int bodyTimeout = DEFAULT_BODY_TIMEOUT;
  private int maxConnectionAge = DEFAULT_MAX_CONNECTION_AGE;
  private int maxConnections = DEFAULT_MAX_CONNECTIONS;
  private int maxConnectionsPerAddress = DEFAULT_MAX_CONNECTIONS_PER_ADDRESS;
  private int maxBufferedBytes = DEFAULT_MAX_BUFFERED_BYTES;
  private TracingPolicy tracingPolicy = TracingPolicy.ALWAYS;
  private AccessLogFormat accessLog = AccessLogFormat.NONE;

  /** The defaults: cleartext, on all addresses, on a port that the system chooses. */
  public ServerOptions() {
    setIdleTimeout(DEFAULT_IDLE_TIMEOUT);
  }

  /** A deep copy. */
  public ServerOptions(ServerOptions other) {
    super(other);
    path = other.path;
    http2 = new Http2Options(other.http2);
    upgradeEnabled = other.upgradeEnabled;
    maxUpgradeBodySize = other.maxUpgradeBodySize;
    handle100ContinueAutomatically = other.handle100ContinueAutomatically;
    prioritiesEnabled = other.prioritiesEnabled;
    tcpNotSentLowat = other.tcpNotSentLowat;
    headersTimeout = other.headersTimeout;
    bodyTimeout = other.bodyTimeout;
    maxConnectionAge = other.maxConnectionAge;
    maxConnections = other.maxConnections;
    maxConnectionsPerAddress = other.maxConnectionsPerAddress;
    maxBufferedBytes = other.maxBufferedBytes;
    tracingPolicy = other.tracingPolicy;
    accessLog = other.accessLog;
  }

  /**
   * @throws IllegalArgumentException if a key is unknown or a value is not allowed; the message says what is allowed
   */
  public ServerOptions(JsonObject json) {
    super(StrictJson.check(json, ServerOptions.class, ""));
    if (json.containsKey("path")) {
      setPath(json.getString("path"));
      for (String other : OF_INTERNET_SOCKETS) {
        if (json.containsKey(other)) {
          throw new IllegalArgumentException("path is \"" + path + "\", and " + other + " is " + json.getValue(other)
            + "; a server listens on a unix domain socket, or on host and port");
        }
      }
    }
    if (json.containsKey("http2")) {
      http2 = StrictJson.at("http2", Http2Options.class, () -> new Http2Options(json.getJsonObject("http2")));
    }
    upgradeEnabled = json.getBoolean("upgradeEnabled", true);
    handle100ContinueAutomatically = json.getBoolean("handle100ContinueAutomatically", false);
    prioritiesEnabled = json.getBoolean("prioritiesEnabled", prioritiesEnabled);
    setTcpNotSentLowat(json.getInteger("tcpNotSentLowat", tcpNotSentLowat));
    if (!json.containsKey("idleTimeout")) {
      setIdleTimeout(DEFAULT_IDLE_TIMEOUT);
    }
    setHeadersTimeout(json.getInteger("headersTimeout", headersTimeout));
    setBodyTimeout(json.getInteger("bodyTimeout", bodyTimeout));
    setMaxConnectionAge(json.getInteger("maxConnectionAge", maxConnectionAge));
    setMaxConnections(json.getInteger("maxConnections", maxConnections));
    setMaxConnectionsPerAddress(json.getInteger("maxConnectionsPerAddress", maxConnectionsPerAddress));
    setMaxBufferedBytes(json.getInteger("maxBufferedBytes", maxBufferedBytes));
    tracingPolicy = TracingPolicy.valueOf(json.getString("tracingPolicy", tracingPolicy.name()));
    accessLog = AccessLogFormat.valueOf(json.getString("accessLog", accessLog.name()));
    setMaxUpgradeBodySize(json.getInteger("maxUpgradeBodySize", DEFAULT_MAX_UPGRADE_BODY_SIZE));
  }

  @Override
  public ServerOptions copy() {
    return new ServerOptions(this);
  }

  @Override
  public JsonObject toJson() {
    JsonObject json = super.toJson();
    if (path != null) {
      OF_INTERNET_SOCKETS.forEach(json::remove);
      json.put("path", path);
    }
    return json
      .put("http2", http2.toJson())
      .put("upgradeEnabled", upgradeEnabled)
      .put("maxUpgradeBodySize", maxUpgradeBodySize)
      .put("handle100ContinueAutomatically", handle100ContinueAutomatically)
      .put("prioritiesEnabled", prioritiesEnabled)
      .put("tcpNotSentLowat", tcpNotSentLowat)
      .put("headersTimeout", headersTimeout)
      .put("bodyTimeout", bodyTimeout)
      .put("maxConnectionAge", maxConnectionAge)
      .put("maxConnections", maxConnections)
      .put("maxConnectionsPerAddress", maxConnectionsPerAddress)
      .put("maxBufferedBytes", maxBufferedBytes)
      .put("tracingPolicy", tracingPolicy.name())
      .put("accessLog", accessLog.name());
  }

  /** The path of the unix domain socket to listen on; {@code null} if the server listens on host and port. */
  public String getPath() {
    return path;
  }

  /**
   * @param path of the unix domain socket to listen on, instead of host and port. Do not set these as well: JSON that
   *   has both is rejected. The file should not exist yet. It is removed when the server is closed.
   */
  public ServerOptions setPath(String path) {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("path is \"\"; it must be that of a file");
    }
    this.path = path;
    return this;
  }

  public Http2Options getHttp2() {
    return http2;
  }

  /** @param http2 settings, limits and logs of each connection. The object is used as it is, not copied */
  public ServerOptions setHttp2(Http2Options http2) {
    this.http2 = http2;
    return this;
  }

  public boolean isUpgradeEnabled() {
    return upgradeEnabled;
  }

  /** @param enabled whether a cleartext connection may start as HTTP/1.1 and upgrade to h2c, RFC 7540 section 3.2 */
  public ServerOptions setUpgradeEnabled(boolean enabled) {
    upgradeEnabled = enabled;
    return this;
  }

  public int getMaxUpgradeBodySize() {
    return maxUpgradeBodySize;
  }

  /** @param bytes that the body of a request to upgrade may have. If it is longer, the response has status 413 */
  public ServerOptions setMaxUpgradeBodySize(int bytes) {
    maxUpgradeBodySize = notNegative("maxUpgradeBodySize", bytes);
    return this;
  }

  public boolean isHandle100ContinueAutomatically() {
    return handle100ContinueAutomatically;
  }

  /**
   * @param automatically whether the server sends 100 (continue) at once to a client that expects it, RFC 9110 section
   *   10.1.1. By default it does not: the request handler calls {@link ServerResponse#writeContinue} or refuses the
   *   body
   */
  public ServerOptions setHandle100ContinueAutomatically(boolean automatically) {
    handle100ContinueAutomatically = automatically;
    return this;
  }

  public boolean isPrioritiesEnabled() {
    return prioritiesEnabled;
  }

  /**
   * @param enabled whether the server sends the bodies of responses in the order of their priorities, RFC 9218; default
   *   true. Its SETTINGS then have NO_RFC7540_PRIORITIES 1. The responses to a client that sends no priorities take
   *   turns. If {@code http2.settings} have that setting among the extra settings, this option has no effect
   */
  public ServerOptions setPrioritiesEnabled(boolean enabled) {
    prioritiesEnabled = enabled;
    return this;
  }

  public int getTcpNotSentLowat() {
    return tcpNotSentLowat;
  }

  /**
   * @param bytes that the operating system takes of a connection with a slow line before it sends them
   *   (TCP_NOTSENT_LOWAT); default 16,384; 0 for as many as its send buffer holds. The order of bytes that it has taken
   *   is fixed: an urgent response waits for them. A faster line gets a higher limit: what it takes in 5 to 10 ms, and
   *   none if it takes more than 50 MiB a second. Only for servers with priorities, on Linux with Vert.x's native
   *   transport (epoll); otherwise without effect
   */
  public ServerOptions setTcpNotSentLowat(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("tcpNotSentLowat is " + bytes + "; it must be at least 0");
    }
    tcpNotSentLowat = bytes;
    return this;
  }

  public int getHeadersTimeout() {
    return headersTimeout;
  }

  /** @param milliseconds that may pass from the start of a header block to its end; 0 for no limit */
  public ServerOptions setHeadersTimeout(int milliseconds) {
    headersTimeout = Limit.HEADERS_TIMEOUT.check(milliseconds);
    return this;
  }

  public int getBodyTimeout() {
    return bodyTimeout;
  }

  /**
   * @param milliseconds within which {@link Http2Options#setMinProgress} bytes of a request body have to arrive; 0 for
   *   no limit. This applies while the response has not begun and all bytes that arrived have been read. When the
   *   response is complete, the server has to read as many bytes within this time. Otherwise it resets the stream
   */
  public ServerOptions setBodyTimeout(int milliseconds) {
    bodyTimeout = Limit.BODY_TIMEOUT.check(milliseconds);
    return this;
  }

  public int getMaxConnectionAge() {
    return maxConnectionAge;
  }

  /**
   * @param milliseconds after which the server closes a connection gracefully, as {@link ServerSession#close} does; 0
   *   for never
   */
  public ServerOptions setMaxConnectionAge(int milliseconds) {
    maxConnectionAge = notNegative("maxConnectionAge", milliseconds);
    return this;
  }

  public int getMaxConnections() {
    return maxConnections;
  }

  /** @param connections that may be open at a time; 0 for no limit */
  public ServerOptions setMaxConnections(int connections) {
    maxConnections = Limit.MAX_CONNECTIONS.check(connections);
    return this;
  }

  public int getMaxConnectionsPerAddress() {
    return maxConnectionsPerAddress;
  }

  /**
   * @param connections that may be open at a time from one address; 0 for no limit, which suits a server behind a proxy
   */
  public ServerOptions setMaxConnectionsPerAddress(int connections) {
    maxConnectionsPerAddress = Limit.MAX_CONNECTIONS_PER_ADDRESS.check(connections);
    return this;
  }

  public int getMaxBufferedBytes() {
    return maxBufferedBytes;
  }

  /**
   * @param bytes that all unread request bodies together may have; 0 for no limit. While they have more, the server
   *   gives no more credit for any window. Bytes that a route has sent over the event bus count until the handler has
   *   read them
   */
  public ServerOptions setMaxBufferedBytes(int bytes) {
    maxBufferedBytes = Limit.MAX_BUFFERED_BYTES.check(bytes);
    return this;
  }

  public TracingPolicy getTracingPolicy() {
    return tracingPolicy;
  }

  /**
   * @param policy when a request gets a span, if Vert.x has a tracer. {@code ALWAYS} (the default): always.
   *   {@code PROPAGATE}: if the client sent a span. {@code IGNORE}: never
   */
  public ServerOptions setTracingPolicy(TracingPolicy policy) {
    tracingPolicy = Objects.requireNonNull(policy, "tracingPolicy");
    return this;
  }

  public AccessLogFormat getAccessLog() {
    return accessLog;
  }

  /** @param format of the line that is logged when a request has ended; default {@code NONE} */
  public ServerOptions setAccessLog(AccessLogFormat format) {
    accessLog = Objects.requireNonNull(format, "accessLog");
    return this;
  }

  private static int notNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least 0");
    }
    return value;
  }

  /**
   * Limits how long a connection may be without requests. Then the server closes it gracefully, as
   * {@link ServerSession#close} does. The idle timeout of a {@code NetServer} is different: it counts the time without
   * bytes.
   *
   * @param idleTimeout in {@link #setIdleTimeoutUnit}, by default in seconds; 0 for no limit
   */
  @Override
  public ServerOptions setIdleTimeout(int idleTimeout) {
    super.setIdleTimeout(idleTimeout);
    return this;
  }

  @Override
  public ServerOptions setHost(String host) {
    super.setHost(host);
    return this;
  }

  @Override
  public ServerOptions setPort(int port) {
    super.setPort(port);
    return this;
  }

  @Override
  public ServerOptions setSsl(boolean ssl) {
    super.setSsl(ssl);
    return this;
  }

  @Override
  public ServerOptions setKeyCertOptions(KeyCertOptions options) {
    super.setKeyCertOptions(options);
    return this;
  }
}
