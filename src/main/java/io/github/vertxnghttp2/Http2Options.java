package io.github.vertxnghttp2;

import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.limits.Limit;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.json.JsonObject;

import java.util.Objects;

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
  public static final int DEFAULT_MAX_HEADER_LIST_SIZE = Limit.MAX_HEADER_LIST_SIZE.defaultValue();
  /** Fields of a header list, pseudo-header fields included. */
  public static final int DEFAULT_MAX_HEADER_FIELDS = Limit.MAX_HEADER_FIELDS.defaultValue();
  /** 64 MiB. */
  public static final int DEFAULT_MAX_BODY_SIZE = Limit.MAX_BODY_SIZE.defaultValue();
  /** 10 seconds, in milliseconds. */
  public static final int DEFAULT_HANDSHAKE_TIMEOUT = Limit.HANDSHAKE_TIMEOUT.defaultValue();
  /** 30 seconds, in milliseconds. */
  public static final int DEFAULT_SHUTDOWN_GRACE_PERIOD = 30_000;

  /** 60 seconds, in milliseconds. */
  public static final int DEFAULT_SEND_TIMEOUT = Limit.SEND_TIMEOUT.defaultValue();
  /** 1 KiB. */
  public static final int DEFAULT_MIN_PROGRESS = 1 << 10;
  /** 60 seconds, in milliseconds. */
  public static final int DEFAULT_KEEP_ALIVE_INTERVAL = 60_000;
  /** 20 seconds, in milliseconds. */
  public static final int DEFAULT_KEEP_ALIVE_TIMEOUT = Limit.KEEP_ALIVE_TIMEOUT.defaultValue();

  private Http2Settings settings;
  private int connectionWindowSize = DEFAULT_CONNECTION_WINDOW_SIZE;
  private int maxHeaderFields = DEFAULT_MAX_HEADER_FIELDS;
  private int maxBodySize = DEFAULT_MAX_BODY_SIZE;
  private int handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
  private int shutdownGracePeriod = DEFAULT_SHUTDOWN_GRACE_PERIOD;
  private int sendTimeout = DEFAULT_SEND_TIMEOUT;
  private int minProgress = DEFAULT_MIN_PROGRESS;
  private int keepAliveInterval = DEFAULT_KEEP_ALIVE_INTERVAL;
  private int keepAliveTimeout = DEFAULT_KEEP_ALIVE_TIMEOUT;
  private boolean keepAliveWithoutStreams;
  private Http2Limits limits = new Http2Limits();
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
    maxBodySize = other.maxBodySize;
    handshakeTimeout = other.handshakeTimeout;
    shutdownGracePeriod = other.shutdownGracePeriod;
    sendTimeout = other.sendTimeout;
    minProgress = other.minProgress;
    keepAliveInterval = other.keepAliveInterval;
    keepAliveTimeout = other.keepAliveTimeout;
    keepAliveWithoutStreams = other.keepAliveWithoutStreams;
    limits = new Http2Limits(other.limits);
    logFrames = other.logFrames;
    logSecrets = other.logSecrets;
  }

  /**
   * @param json keys that are missing have their defaults, those below {@code settings} included
   * @throws IllegalArgumentException that names a key that is unknown, or whose value does not fit, and says what is allowed
   */
  public Http2Options(JsonObject json) {
    this();
    StrictJson.check(json, Http2Options.class, "");
    JsonObject given = json.getJsonObject("settings");
    if (given != null) {
      settings = SettingsJson.read(given, settings);
    }
    setConnectionWindowSize(json.getInteger("connectionWindowSize", connectionWindowSize));
    setMaxHeaderFields(json.getInteger("maxHeaderFields", maxHeaderFields));
    setMaxBodySize(json.getInteger("maxBodySize", maxBodySize));
    setHandshakeTimeout(json.getInteger("handshakeTimeout", handshakeTimeout));
    setShutdownGracePeriod(json.getInteger("shutdownGracePeriod", shutdownGracePeriod));
    setSendTimeout(json.getInteger("sendTimeout", sendTimeout));
    setMinProgress(json.getInteger("minProgress", minProgress));
    setKeepAliveInterval(json.getInteger("keepAliveInterval", keepAliveInterval));
    setKeepAliveTimeout(json.getInteger("keepAliveTimeout", keepAliveTimeout));
    setKeepAliveWithoutStreams(json.getBoolean("keepAliveWithoutStreams", keepAliveWithoutStreams));
    JsonObject limited = json.getJsonObject("limits");
    if (limited != null) {
      limits = StrictJson.at("limits", Http2Limits.class, () -> new Http2Limits(limited));
    }
    setLogFrames(json.getBoolean("logFrames", logFrames));
    setLogSecrets(json.getBoolean("logSecrets", logSecrets));
  }

  /** Every option, also those that have their defaults. */
  public JsonObject toJson() {
    return new JsonObject()
      .put("settings", SettingsJson.write(settings))
      .put("connectionWindowSize", connectionWindowSize)
      .put("maxHeaderFields", maxHeaderFields)
      .put("maxBodySize", maxBodySize)
      .put("handshakeTimeout", handshakeTimeout)
      .put("shutdownGracePeriod", shutdownGracePeriod)
      .put("sendTimeout", sendTimeout)
      .put("minProgress", minProgress)
      .put("keepAliveInterval", keepAliveInterval)
      .put("keepAliveTimeout", keepAliveTimeout)
      .put("keepAliveWithoutStreams", keepAliveWithoutStreams)
      .put("limits", limits.toJson())
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
    maxHeaderFields = Limit.MAX_HEADER_FIELDS.check(fields);
    return this;
  }

  public int getMaxBodySize() {
    return maxBodySize;
  }

  /**
   * @param bytes of a body that may be gathered in memory, by {@link StreamReader#body}, {@code text()}, {@code json()},
   *   {@code read(-1)} or one of {@link Http2}; the future fails with {@link StreamClosedException} if there are more, and the
   *   stream is reset. A body that goes to a handler, or is read in parts, may have any length. 0 for no limit
   */
  public Http2Options setMaxBodySize(int bytes) {
    maxBodySize = Limit.MAX_BODY_SIZE.check(bytes);
    return this;
  }

  public int getHandshakeTimeout() {
    return handshakeTimeout;
  }

  /** @param milliseconds from the connection's start to the peer's first SETTINGS */
  public Http2Options setHandshakeTimeout(int milliseconds) {
    handshakeTimeout = Limit.HANDSHAKE_TIMEOUT.check(milliseconds);
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

  public int getSendTimeout() {
    return sendTimeout;
  }

  /**
   * @param milliseconds within which the peer has to take {@link #setMinProgress} bytes of a body that is there to be sent, or
   *   all that is left of it; its stream is reset otherwise, and a connection ended whose socket the peer does not read; 0
   *   for no limit
   */
  public Http2Options setSendTimeout(int milliseconds) {
    sendTimeout = Limit.SEND_TIMEOUT.check(milliseconds);
    return this;
  }

  public int getMinProgress() {
    return minProgress;
  }

  /** @param bytes that {@link #setSendTimeout}, and {@link ServerOptions#setBodyTimeout}, want to see moved */
  public Http2Options setMinProgress(int bytes) {
    minProgress = atLeast(1, "minProgress", bytes);
    return this;
  }

  public int getKeepAliveInterval() {
    return keepAliveInterval;
  }

  /**
   * @param milliseconds after which a peer from which nothing comes is asked with a PING whether it is still there, if
   *   streams are open, or have been since something came; 0 for never. A client that resets a request
   *   because its response does not come asks at once; still it sends no more than one PING in this time.
   */
  public Http2Options setKeepAliveInterval(int milliseconds) {
    keepAliveInterval = atLeast(0, "keepAliveInterval", milliseconds);
    return this;
  }

  public int getKeepAliveTimeout() {
    return keepAliveTimeout;
  }

  /**
   * @param milliseconds for something to come after that PING, or one of {@link ClientSession#ping}; the connection is ended
   *   otherwise
   */
  public Http2Options setKeepAliveTimeout(int milliseconds) {
    keepAliveTimeout = Limit.KEEP_ALIVE_TIMEOUT.check(milliseconds);
    return this;
  }

  public boolean isKeepAliveWithoutStreams() {
    return keepAliveWithoutStreams;
  }

  /**
   * @param without whether a connection on which no stream is open is asked, too; false unless set. A server that counts PINGs
   *   may end such a connection with ENHANCE_YOUR_CALM.
   */
  public Http2Options setKeepAliveWithoutStreams(boolean without) {
    keepAliveWithoutStreams = without;
    return this;
  }

  public Http2Limits getLimits() {
    return limits;
  }

  /** @param limits of what costs the peer little; kept, not copied */
  public Http2Options setLimits(Http2Limits limits) {
    this.limits = Objects.requireNonNull(limits, "limits");
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
