package io.github.vertxnghttp2;

import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.limits.Limit;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.json.JsonObject;

import java.util.Objects;

/** Options that servers and clients have in common. */
@DataObject
public class Http2Options {
  /** 1 MiB. The connection's window is credited when bytes arrive, so it only has to cover bytes in transit. */
  public static final int DEFAULT_CONNECTION_WINDOW_SIZE = 1 << 20;
  /** 256 KiB, at the start. The body of a stream that nobody has read takes at most so much memory. */
  public static final int DEFAULT_STREAM_WINDOW_SIZE = 256 << 10;
  /** 32 MiB. Twice the bytes that 1 Gbit/s carries in 125 ms. */
  public static final int DEFAULT_MAX_WINDOW_SIZE = 32 << 20;
  /** Streams that a peer may have open on one connection. */
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
  private int maxWindowSize = DEFAULT_MAX_WINDOW_SIZE;
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
  private RecorderOptions recorder = new RecorderOptions();
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
    maxWindowSize = other.maxWindowSize;
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
    recorder = new RecorderOptions(other.recorder);
    logFrames = other.logFrames;
    logSecrets = other.logSecrets;
  }

  /**
   * @param json the options. An option whose key is missing has its default, also below {@code settings}
   * @throws IllegalArgumentException if a key is unknown or a value is not allowed; the message names the key and says
   *   what is allowed
   */
  public Http2Options(JsonObject json) {
    this();
    StrictJson.check(json, Http2Options.class, "");
    JsonObject given = json.getJsonObject("settings");
    if (given != null) {
      settings = SettingsJson.read(given, settings);
    }
    setConnectionWindowSize(json.getInteger("connectionWindowSize", connectionWindowSize));
    setMaxWindowSize(json.getInteger("maxWindowSize", maxWindowSize));
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
    JsonObject recorded = json.getJsonObject("recorder");
    if (recorded != null) {
      recorder = StrictJson.at("recorder", RecorderOptions.class, () -> new RecorderOptions(recorded));
    }
    setLogFrames(json.getBoolean("logFrames", logFrames));
    setLogSecrets(json.getBoolean("logSecrets", logSecrets));
  }

  /** All options, including those with their default value. */
  public JsonObject toJson() {
    return new JsonObject()
      .put("settings", SettingsJson.write(settings))
      .put("connectionWindowSize", connectionWindowSize)
      .put("maxWindowSize", maxWindowSize)
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
      .put("recorder", recorder.toJson())
      .put("logFrames", logFrames)
      .put("logSecrets", logSecrets);
  }

  /** The SETTINGS to send, RFC 9113 section 6.5.2. This side also enforces MAX_HEADER_LIST_SIZE. */
  public Http2Settings getSettings() {
    return settings;
  }

  /** @param settings copied. A value that was not set in it has the default of RFC 9113, not that of this class */
  public Http2Options setSettings(Http2Settings settings) {
    this.settings = new Http2Settings(settings);
    return this;
  }

  public int getConnectionWindowSize() {
    return connectionWindowSize;
  }

  /** @param bytes that the peer may have in transit on all streams of a connection together; at least 65,535 */
  public Http2Options setConnectionWindowSize(int bytes) {
    connectionWindowSize = atLeast(65_535, "connectionWindowSize", bytes);
    return this;
  }

  public int getMaxWindowSize() {
    return maxWindowSize;
  }

  /**
   * @param bytes up to which the receive windows of a connection and of its streams grow; 0 for windows that do not
   *   grow. {@link #setConnectionWindowSize} and the INITIAL_WINDOW_SIZE of {@link #setSettings} are the sizes at the
   *   start. A window grows while more bytes arrive in a round trip than it allows, and while the application reads
   *   them. The connection's window grows by at most three quarters of {@link Http2Limits#setMaxUnreadBytes}
   */
  public Http2Options setMaxWindowSize(int bytes) {
    maxWindowSize = atLeast(0, "maxWindowSize", bytes);
    return this;
  }

  public int getMaxHeaderFields() {
    return maxHeaderFields;
  }

  /** @param fields that a received header list may have. If it has more, this side resets the stream */
  public Http2Options setMaxHeaderFields(int fields) {
    maxHeaderFields = Limit.MAX_HEADER_FIELDS.check(fields);
    return this;
  }

  public int getMaxBodySize() {
    return maxBodySize;
  }

  /**
   * @param bytes that a body may have which {@link StreamReader#body}, {@code text()}, {@code json()}, {@code read(-1)}
   *   or a method of {@link Http2} gathers in memory; 0 for no limit. If the body is longer, the future fails with
   *   {@link StreamClosedException}, and this side resets the stream. A body that goes to a handler or is read in parts
   *   may have any length
   */
  public Http2Options setMaxBodySize(int bytes) {
    maxBodySize = Limit.MAX_BODY_SIZE.check(bytes);
    return this;
  }

  public int getHandshakeTimeout() {
    return handshakeTimeout;
  }

  /** @param milliseconds that may pass from the start of the connection to the peer's first SETTINGS */
  public Http2Options setHandshakeTimeout(int milliseconds) {
    handshakeTimeout = Limit.HANDSHAKE_TIMEOUT.check(milliseconds);
    return this;
  }

  public int getShutdownGracePeriod() {
    return shutdownGracePeriod;
  }

  /** @param milliseconds in which requests in flight may finish after the session was closed */
  public Http2Options setShutdownGracePeriod(int milliseconds) {
    shutdownGracePeriod = atLeast(0, "shutdownGracePeriod", milliseconds);
    return this;
  }

  public int getSendTimeout() {
    return sendTimeout;
  }

  /**
   * @param milliseconds within which the peer has to take {@link #setMinProgress} bytes of a body that is ready to be
   *   sent, or the rest of the body if that is shorter; 0 for no limit. Otherwise this side resets the stream. If the
   *   peer does not read from its socket at all, this side closes the connection
   */
  public Http2Options setSendTimeout(int milliseconds) {
    sendTimeout = Limit.SEND_TIMEOUT.check(milliseconds);
    return this;
  }

  public int getMinProgress() {
    return minProgress;
  }

  /**
   * @param bytes of a body that the peer has to take within {@link #setSendTimeout}, or that have to arrive or be read
   *   within {@link ServerOptions#setBodyTimeout}
   */
  public Http2Options setMinProgress(int bytes) {
    minProgress = atLeast(1, "minProgress", bytes);
    return this;
  }

  public int getKeepAliveInterval() {
    return keepAliveInterval;
  }

  /**
   * @param milliseconds after which this side sends a PING if no byte has arrived from the peer; 0 for never. It sends
   *   the PING only if a stream is open, or was open since the last byte arrived. A client that resets a request before
   *   its response arrived sends the PING at once. There is never more than one PING within this time.
   */
  public Http2Options setKeepAliveInterval(int milliseconds) {
    keepAliveInterval = atLeast(0, "keepAliveInterval", milliseconds);
    return this;
  }

  public int getKeepAliveTimeout() {
    return keepAliveTimeout;
  }

  /**
   * @param milliseconds within which something has to arrive after a PING; otherwise this side closes the connection.
   *   That holds for the PING of {@link #setKeepAliveInterval} and for those of {@link ClientSession#ping} and
   *   {@link Http2Connection#ping}
   */
  public Http2Options setKeepAliveTimeout(int milliseconds) {
    keepAliveTimeout = Limit.KEEP_ALIVE_TIMEOUT.check(milliseconds);
    return this;
  }

  public boolean isKeepAliveWithoutStreams() {
    return keepAliveWithoutStreams;
  }

  /**
   * @param without whether this side also sends PINGs while no stream is open; default false. A server that limits
   *   PINGs may close such a connection with ENHANCE_YOUR_CALM.
   */
  public Http2Options setKeepAliveWithoutStreams(boolean without) {
    keepAliveWithoutStreams = without;
    return this;
  }

  public Http2Limits getLimits() {
    return limits;
  }

  /** @param limits of frames that cost the peer little to send. The object is used as it is, not copied */
  public Http2Options setLimits(Http2Limits limits) {
    this.limits = Objects.requireNonNull(limits, "limits");
    return this;
  }

  public RecorderOptions getRecorder() {
    return recorder;
  }

  /** @param recorder what is kept of each connection. The object is used as it is, not copied */
  public Http2Options setRecorder(RecorderOptions recorder) {
    this.recorder = Objects.requireNonNull(recorder, "recorder");
    return this;
  }

  public boolean isLogFrames() {
    return logFrames;
  }

  /**
   * @param log whether each frame is logged, from the start of the connection, to the logger
   *   {@code io.github.vertxnghttp2.frames} at level DEBUG. {@link ServerSession#frameLog} and
   *   {@link ClientSession#frameLog} replace this log later
   */
  public Http2Options setLogFrames(boolean log) {
    logFrames = log;
    return this;
  }

  public boolean isLogSecrets() {
    return logSecrets;
  }

  /** @param log whether frame logs and recordings show the values of secret fields such as authorization and cookie */
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
