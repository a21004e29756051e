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

/** Options of a {@link ServerSession}: those of a Vert.x {@code NetServer}, and HTTP/2's. */
@DataObject
public class ServerOptions extends NetServerOptions {
  /** The largest body of a request to upgrade from HTTP/1.1, which is kept in memory as a whole. */
  public static final int DEFAULT_MAX_UPGRADE_BODY_SIZE = 64 << 10;

  /** 5 minutes, in seconds, for a connection without a request. */
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

  private static final List<String> OF_INTERNET_SOCKETS = List.of("host", "port");

  private String path;
  private Http2Options http2 = new Http2Options();
  private boolean upgradeEnabled = true;
  private int maxUpgradeBodySize = DEFAULT_MAX_UPGRADE_BODY_SIZE;
  private boolean handle100ContinueAutomatically;
  private int headersTimeout = DEFAULT_HEADERS_TIMEOUT;
  private int bodyTimeout = DEFAULT_BODY_TIMEOUT;
  private int maxConnectionAge = DEFAULT_MAX_CONNECTION_AGE;
  private int maxConnections = DEFAULT_MAX_CONNECTIONS;
  private int maxConnectionsPerAddress = DEFAULT_MAX_CONNECTIONS_PER_ADDRESS;
  private int maxBufferedBytes = DEFAULT_MAX_BUFFERED_BYTES;
  private TracingPolicy tracingPolicy = TracingPolicy.ALWAYS;
  private AccessLogFormat accessLog = AccessLogFormat.NONE;

  /** Cleartext, on all addresses, on a port that the system chooses. */
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
    headersTimeout = other.headersTimeout;
    bodyTimeout = other.bodyTimeout;
    maxConnectionAge = other.maxConnectionAge;
    maxConnections = other.maxConnections;
    maxConnectionsPerAddress = other.maxConnectionsPerAddress;
    maxBufferedBytes = other.maxBufferedBytes;
    tracingPolicy = other.tracingPolicy;
    accessLog = other.accessLog;
  }

  /** @throws IllegalArgumentException if a key is unknown or a value does not fit; it says what is allowed */
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
      .put("headersTimeout", headersTimeout)
      .put("bodyTimeout", bodyTimeout)
      .put("maxConnectionAge", maxConnectionAge)
      .put("maxConnections", maxConnections)
      .put("maxConnectionsPerAddress", maxConnectionsPerAddress)
      .put("maxBufferedBytes", maxBufferedBytes)
      .put("tracingPolicy", tracingPolicy.name())
      .put("accessLog", accessLog.name());
  }

  /** The unix domain socket to listen on; {@code null} if it is host and port. */
  public String getPath() {
    return path;
  }

  /**
   * @param path of a unix domain socket to listen on in place of host and port, which must not be set then. The file
   *   should not exist yet; it is removed when the server is closed.
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

  /** @param http2 settings, limits and logs of each connection; kept, not copied */
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

  /** @param bytes that the body of a request to upgrade may have; a longer one gets status 413 */
  public ServerOptions setMaxUpgradeBodySize(int bytes) {
    maxUpgradeBodySize = notNegative("maxUpgradeBodySize", bytes);
    return this;
  }

  public boolean isHandle100ContinueAutomatically() {
    return handle100ContinueAutomatically;
  }

  /**
   * @param automatically whether the server sends 100 (continue) at once to a client that expects it, RFC 9110 section
   *   10.1.1. By default the handler decides, with {@link ServerResponse#writeContinue}
   */
  public ServerOptions setHandle100ContinueAutomatically(boolean automatically) {
    handle100ContinueAutomatically = automatically;
    return this;
  }

  public int getHeadersTimeout() {
    return headersTimeout;
  }

  /** @param milliseconds from the start of a header block to its end; 0 for no limit */
  public ServerOptions setHeadersTimeout(int milliseconds) {
    headersTimeout = Limit.HEADERS_TIMEOUT.check(milliseconds);
    return this;
  }

  public int getBodyTimeout() {
    return bodyTimeout;
  }

  /**
   * @param milliseconds within which {@link Http2Options#setMinProgress} bytes of a request body have to arrive, while
   *   the response has not begun and all that arrived has been read. When the response is complete, as many bytes have
   *   to be read within this time. Otherwise the stream is reset. 0 for no limit
   */
  public ServerOptions setBodyTimeout(int milliseconds) {
    bodyTimeout = Limit.BODY_TIMEOUT.check(milliseconds);
    return this;
  }

  public int getMaxConnectionAge() {
    return maxConnectionAge;
  }

  /**
   * @param milliseconds after which a connection is closed gracefully, as by {@link ServerSession#close}; 0 for never
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

  /** @param connections that may be open at a time from one address; 0 for no limit, for servers behind a proxy */
  public ServerOptions setMaxConnectionsPerAddress(int connections) {
    maxConnectionsPerAddress = Limit.MAX_CONNECTIONS_PER_ADDRESS.check(connections);
    return this;
  }

  public int getMaxBufferedBytes() {
    return maxBufferedBytes;
  }

  /** @param bytes of all request bodies that have not been read, beyond which all windows stay shut; 0 for no limit */
  public ServerOptions setMaxBufferedBytes(int bytes) {
    maxBufferedBytes = Limit.MAX_BUFFERED_BYTES.check(bytes);
    return this;
  }

  public TracingPolicy getTracingPolicy() {
    return tracingPolicy;
  }

  /**
   * @param policy when a request gets a span, if Vert.x has a tracer: {@code ALWAYS} (default), {@code PROPAGATE} if
   *   the client sent one, or {@code IGNORE} for never
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
   * Unlike a {@code NetServer}'s, it is for connections without a request. They are closed gracefully, as by
   * {@link ServerSession#close}.
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
