package io.github.vertxnghttp2;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.json.JsonObject;

/** What the two ends of a connection have in common. */
@DataObject
public class Http2Options {
  /** 1 MiB: a connection's window is credited on arrival, so it need only cover what is under way. */
  public static final int DEFAULT_CONNECTION_WINDOW_SIZE = 1 << 20;
  /** 256 KiB: what one unread stream may hold in memory. */
  public static final int DEFAULT_STREAM_WINDOW_SIZE = 256 << 10;
  /** Requests that a client may have in flight on one connection. */
  public static final int DEFAULT_MAX_CONCURRENT_STREAMS = 250;
  /** 64 KiB: name + value + 32 for each field, RFC 9113 section 6.5.2. */
  public static final int DEFAULT_MAX_HEADER_LIST_SIZE = 64 << 10;
  /** Fields of a header list, pseudo-header fields included. */
  public static final int DEFAULT_MAX_HEADER_FIELDS = 256;
  /** 10 seconds, in milliseconds. */
  public static final int DEFAULT_HANDSHAKE_TIMEOUT = 10_000;
  /** 30 seconds, in milliseconds. */
  public static final int DEFAULT_SHUTDOWN_GRACE_PERIOD = 30_000;

  private Http2Settings settings;
  private int connectionWindowSize = DEFAULT_CONNECTION_WINDOW_SIZE;
  private int maxHeaderFields = DEFAULT_MAX_HEADER_FIELDS;
  private int handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
  private int shutdownGracePeriod = DEFAULT_SHUTDOWN_GRACE_PERIOD;
  private boolean logFrames;
  private boolean logSecrets;

  /** The defaults. Server push is off. */
  public Http2Options() {
    settings = new Http2Settings()
      .setPushEnabled(false)
      .setMaxConcurrentStreams(DEFAULT_MAX_CONCURRENT_STREAMS)
      .setInitialWindowSize(DEFAULT_STREAM_WINDOW_SIZE)
      .setMaxHeaderListSize(DEFAULT_MAX_HEADER_LIST_SIZE);
  }

  /** A deep copy. */
  public Http2Options(Http2Options other) {
    settings = new Http2Settings(other.settings);
    connectionWindowSize = other.connectionWindowSize;
    maxHeaderFields = other.maxHeaderFields;
    handshakeTimeout = other.handshakeTimeout;
    shutdownGracePeriod = other.shutdownGracePeriod;
    logFrames = other.logFrames;
    logSecrets = other.logSecrets;
  }

  /** @param json keys that are missing have their defaults, those below {@code settings} included */
  public Http2Options(JsonObject json) {
    this();
    JsonObject given = json.getJsonObject("settings");
    if (given != null) {
      settings = new Http2Settings(settings.toJson().mergeIn(given));
    }
    setConnectionWindowSize(json.getInteger("connectionWindowSize", connectionWindowSize));
    setMaxHeaderFields(json.getInteger("maxHeaderFields", maxHeaderFields));
    setHandshakeTimeout(json.getInteger("handshakeTimeout", handshakeTimeout));
    setShutdownGracePeriod(json.getInteger("shutdownGracePeriod", shutdownGracePeriod));
    setLogFrames(json.getBoolean("logFrames", logFrames));
    setLogSecrets(json.getBoolean("logSecrets", logSecrets));
  }

  /** Every option, also those that have their defaults. */
  public JsonObject toJson() {
    return new JsonObject()
      .put("settings", settings.toJson())
      .put("connectionWindowSize", connectionWindowSize)
      .put("maxHeaderFields", maxHeaderFields)
      .put("handshakeTimeout", handshakeTimeout)
      .put("shutdownGracePeriod", shutdownGracePeriod)
      .put("logFrames", logFrames)
      .put("logSecrets", logSecrets);
  }

  /** The SETTINGS to send, RFC 9113 section 6.5.2. The header list limit is enforced, too. */
  public Http2Settings getSettings() {
    return settings;
  }

  /** @param settings copied; what it does not set has the default of RFC 9113, not the one of this class */
  public Http2Options setSettings(Http2Settings settings) {
    this.settings = new Http2Settings(settings);
    return this;
  }

  public int getConnectionWindowSize() {
    return connectionWindowSize;
  }

  /** @param bytes that the peer may have under way on all streams together; at least 65,535 */
  public Http2Options setConnectionWindowSize(int bytes) {
    connectionWindowSize = atLeast(65_535, "connectionWindowSize", bytes);
    return this;
  }

  public int getMaxHeaderFields() {
    return maxHeaderFields;
  }

  /** @param fields that a received header list may have; a stream with more is reset */
  public Http2Options setMaxHeaderFields(int fields) {
    maxHeaderFields = atLeast(4, "maxHeaderFields", fields);
    return this;
  }

  public int getHandshakeTimeout() {
    return handshakeTimeout;
  }

  /** @param milliseconds from the connection's start to the peer's first SETTINGS */
  public Http2Options setHandshakeTimeout(int milliseconds) {
    handshakeTimeout = atLeast(1, "handshakeTimeout", milliseconds);
    return this;
  }

  public int getShutdownGracePeriod() {
    return shutdownGracePeriod;
  }

  /** @param milliseconds that requests in flight have to finish when the session is closed */
  public Http2Options setShutdownGracePeriod(int milliseconds) {
    shutdownGracePeriod = atLeast(0, "shutdownGracePeriod", milliseconds);
    return this;
  }

  public boolean isLogFrames() {
    return logFrames;
  }

  /**
   * @param log whether each frame is logged from the connection's start, at level DEBUG, by the logger
   *   {@code io.github.vertxnghttp2.frames}; {@link ServerSession#frameLog} and {@link ClientSession#frameLog} switch later
   */
  public Http2Options setLogFrames(boolean log) {
    logFrames = log;
    return this;
  }

  public boolean isLogSecrets() {
    return logSecrets;
  }

  /** @param log whether frame logs show the values of fields that hold secrets, such as authorization and cookie */
  public Http2Options setLogSecrets(boolean log) {
    logSecrets = log;
    return this;
  }

  private static int atLeast(int minimum, String name, int value) {
    if (value < minimum) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least " + minimum);
    }
    return value;
  }
}
