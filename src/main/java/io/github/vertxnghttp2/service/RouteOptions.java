package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.service.syntax.HostPattern;
import io.github.vertxnghttp2.service.syntax.MethodName;
import io.github.vertxnghttp2.service.syntax.PathPattern;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The options of a route. A route sends matching requests to an address of the event bus. The keys in JSON are the
 * names of the properties. The constructor from JSON reads them, {@link #toJson} writes them, and
 * {@code server.schema.json} describes them to editors.
 */
@DataObject
public class RouteOptions {
  /** {@code unary}. */
  public static final RouteMode DEFAULT_MODE = RouteMode.UNARY;
  /** {@code buffer}. */
  public static final RouteForm DEFAULT_FORM = RouteForm.BUFFER;
  /** 30 seconds, in milliseconds. */
  public static final long DEFAULT_TIMEOUT = 30_000;
  /** 1 MiB, for unary routes. */
  public static final int DEFAULT_MAX_BODY_SIZE = 1 << 20;
  /** No limit. */
  public static final int DEFAULT_CONCURRENCY = 0;
  /** No request waits. */
  public static final int DEFAULT_QUEUE = 0;
  /** Seconds. */
  public static final int DEFAULT_RETRY_AFTER = 1;
  /** Requests with an idempotent method are sent to another handler. */
  public static final boolean DEFAULT_RESEND = true;
  /** {@code none}. */
  public static final TokenOptions.Check DEFAULT_TOKEN = TokenOptions.Check.NONE;

  private static final long BY_MODE = Long.MIN_VALUE;

  private String id;
  private List<String> methods;
  private String host;
  private String path;
  private String address;
  private RouteMode mode = DEFAULT_MODE;
  private RouteForm form = DEFAULT_FORM;
  private long timeout = DEFAULT_TIMEOUT;
  private long maxBodySize = BY_MODE;
  private int concurrency = DEFAULT_CONCURRENCY;
  private int queue = DEFAULT_QUEUE;
  private int retryAfter = DEFAULT_RETRY_AFTER;
  private boolean resend = DEFAULT_RESEND;
  private ChoiceOptions choice = new ChoiceOptions();
  private TokenOptions.Check token = DEFAULT_TOKEN;
  private RateLimitOptions rateLimit;

  /** Creates options with the defaults. Path and address have no default. */
  public RouteOptions() {
  }

  /** A copy. */
  public RouteOptions(RouteOptions other) {
    id = other.id;
    methods = other.methods;
    host = other.host;
    path = other.path;
    address = other.address;
    mode = other.mode;
    form = other.form;
    timeout = other.timeout;
    maxBodySize = other.maxBodySize;
    concurrency = other.concurrency;
    queue = other.queue;
    retryAfter = other.retryAfter;
    resend = other.resend;
    choice = new ChoiceOptions(other.choice);
    token = other.token;
    rateLimit = other.rateLimit == null ? null : new RateLimitOptions(other.rateLimit);
  }

  /** @throws IllegalArgumentException if a key is unknown or missing, or a value is not allowed */
  public RouteOptions(JsonObject json) {
    StrictJson.check(json, RouteOptions.class, ""); // each setter makes a key allowed
    if (json.containsKey("id")) {
      setId(json.getString("id"));
    }
    if (json.getValue("method") instanceof JsonArray array) {
      setMethod(array.stream().map(String.class::cast).toList());
    } else if (json.containsKey("method")) {
      setMethod(json.getString("method"));
    }
    if (json.containsKey("host")) {
      setHost(json.getString("host"));
    }
    if (json.containsKey("path")) {
      setPath(json.getString("path"));
    }
    if (json.containsKey("address")) {
      setAddress(json.getString("address"));
    }
    mode = RouteMode.valueOf(json.getString("mode", mode.toString()).toUpperCase(Locale.ROOT));
    form = RouteForm.valueOf(json.getString("form", form.toString()).toUpperCase(Locale.ROOT));
    setTimeout(json.getLong("timeout", timeout));
    if (json.containsKey("maxBodySize")) {
      setMaxBodySize(json.getLong("maxBodySize"));
    }
    setConcurrency(json.getInteger("concurrency", concurrency));
    setQueue(json.getInteger("queue", queue));
    setRetryAfter(json.getInteger("retryAfter", retryAfter));
    setResend(json.getBoolean("resend", resend));
    JsonObject given = json.getJsonObject("choice", new JsonObject());
    choice = StrictJson.at("choice", ChoiceOptions.class, () -> new ChoiceOptions(given));
    token = TokenOptions.Check.valueOf(json.getString("token", token.toString()).toUpperCase(Locale.ROOT));
    JsonObject limit = json.getJsonObject("rateLimit");
    rateLimit = limit == null ? null : StrictJson.at("rateLimit", RateLimitOptions.class,
      () -> new RateLimitOptions(limit));
    checkComplete();
  }

  /** All options that have a value, including default values. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    if (path != null) {
      json.put("id", getId());
    }
    if (methods != null) {
      json.put("method", new JsonArray(methods));
    }
    if (host != null) {
      json.put("host", host);
    }
    if (rateLimit != null) {
      json.put("rateLimit", rateLimit.toJson());
    }
    return json.put("path", path)
      .put("address", address)
      .put("mode", mode.toString())
      .put("form", form.toString())
      .put("timeout", timeout)
      .put("maxBodySize", getMaxBodySize())
      .put("concurrency", concurrency)
      .put("queue", queue)
      .put("retryAfter", retryAfter)
      .put("resend", resend)
      .put("choice", choice.toJson())
      .put("token", token.toString());
  }

  /** Checks the conditions that involve several options. */
  private void checkComplete() {
    if (path == null) {
      throw new IllegalArgumentException("path is missing; it selects the requests of the route, such as /orders/:id");
    }
    if (address == null) {
      throw new IllegalArgumentException("address is missing; it is where on the event bus the requests of " + path
        + " go");
    }
    if (mode == RouteMode.UNARY && (getMaxBodySize() < 0 || getMaxBodySize() > Integer.MAX_VALUE)) {
      throw new IllegalArgumentException("maxBodySize is " + getMaxBodySize()
        + "; a unary route keeps bodies in memory, so it must"
        + " be from 0 to " + Integer.MAX_VALUE);
    }
    String param = choice.getStickyParam();
    List<String> params = List.of(PathPattern.of(path).names());
    if (param != null && !params.contains(param)) {
      throw new IllegalArgumentException("choice.stickyParam is \"" + param + "\"; it must be a parameter of the path "
        + path + ", which has " + (params.isEmpty() ? "none" : String.join(", ", params)));
    }
    if (token == TokenOptions.Check.NONE && rateLimit != null && rateLimit.getBy().startsWith("claim:")) {
      throw new IllegalArgumentException("rateLimit.by is \"" + rateLimit.getBy() + "\", but token is \"none\"; it must"
        + " be \"optional\" or \"required\", so that there are claims");
    }
  }

  /** The id. By default it consists of the methods, the host and the path that are set. */
  public String getId() {
    if (id != null) {
      return id;
    }
    StringBuilder made = new StringBuilder();
    if (methods != null) {
      made.append(String.join(",", methods)).append(' ');
    }
    if (host != null) {
      made.append(host).append(' ');
    }
    return made.append(path).toString();
  }

  /** @param id the id by which the route is replaced and removed; unique in a server */
  public RouteOptions setId(String id) {
    this.id = notEmpty("id", id);
    return this;
  }

  /** {@code null} for any. */
  public List<String> getMethod() {
    return methods;
  }

  /** @param method the only method that the route matches, such as GET, which includes HEAD; case matters */
  @GenIgnore
  public RouteOptions setMethod(String method) {
    methods = new ArrayList<>(List.of(MethodName.checked(method, "method")));
    return this;
  }

  /** @param methods the methods that the route matches, at least one; GET includes HEAD; case matters */
  public RouteOptions setMethod(List<String> methods) {
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(
        "method is []; it must have at least one method, or be left out for all methods");
    }
    for (int i = 0; i < methods.size(); i++) {
      MethodName.checked(methods.get(i), "method[" + i + "]");
    }
    this.methods = new ArrayList<>(methods);
    return this;
  }

  /** {@code null} for any. */
  public String getHost() {
    return host;
  }

  /**
   * @param host the host in {@code :authority}, without the port. {@code *.example.org} matches all names below
   *   {@code example.org}. Case does not matter.
   */
  public RouteOptions setHost(String host) {
    HostPattern.of(host);
    this.host = host;
    return this;
  }

  public String getPath() {
    return path;
  }

  /**
   * @param path the path in {@code :path}, without the query. A segment {@code :name} matches any one segment. A last
   *   segment {@code *} matches any rest. All other segments are literal, and have no braces.
   */
  public RouteOptions setPath(String path) {
    PathPattern.of(path);
    this.path = path;
    return this;
  }

  public String getAddress() {
    return address;
  }

  /** @param address the address of the handler on the event bus */
  public RouteOptions setAddress(String address) {
    this.address = notEmpty("address", address);
    return this;
  }

  public RouteMode getMode() {
    return mode;
  }

  /** @param mode whether the request and the response are one message each, or streams */
  public RouteOptions setMode(RouteMode mode) {
    this.mode = Objects.requireNonNull(mode, "mode");
    return this;
  }

  public RouteForm getForm() {
    return form;
  }

  /** @param form the form of the messages to the handler of a unary route, or of the frames of a stream */
  public RouteOptions setForm(RouteForm form) {
    this.form = Objects.requireNonNull(form, "form");
    return this;
  }

  public long getTimeout() {
    return timeout;
  }

  /**
   * @param milliseconds the time from the head of the request to the reply of the handler, or until the handler accepts
   *   the stream; includes the time in the queue. For a stream, also the time from the end of the request to the head
   *   of the response.
   */
  public RouteOptions setTimeout(long milliseconds) {
    timeout = atLeast(1, "timeout", milliseconds);
    return this;
  }

  /** By default 1 MiB for a unary route, and no limit (-1) for a stream. */
  public long getMaxBodySize() {
    return maxBodySize != BY_MODE ? maxBodySize : mode == RouteMode.UNARY ? DEFAULT_MAX_BODY_SIZE : -1;
  }

  /** @param bytes the maximum length of a request body; -1 for no limit, which is allowed only for streams */
  public RouteOptions setMaxBodySize(long bytes) {
    maxBodySize = atLeast(-1, "maxBodySize", bytes);
    return this;
  }

  public int getConcurrency() {
    return concurrency;
  }

  /** @param requests the number of requests that may be in flight in all instances of a JVM; 0 for no limit */
  public RouteOptions setConcurrency(int requests) {
    concurrency = (int) atLeast(0, "concurrency", requests);
    return this;
  }

  public int getQueue() {
    return queue;
  }

  /**
   * @param requests the number of requests that may wait while {@code concurrency} requests are in flight; further
   *   requests get status 503
   */
  public RouteOptions setQueue(int requests) {
    queue = (int) atLeast(0, "queue", requests);
    return this;
  }

  public int getRetryAfter() {
    return retryAfter;
  }

  /** @param seconds the value of the field retry-after in a response with status 503, when the queue is full */
  public RouteOptions setRetryAfter(int seconds) {
    retryAfter = (int) atLeast(0, "retryAfter", seconds);
    return this;
  }

  public boolean isResend() {
    return resend;
  }

  /**
   * @param resend whether a request with method GET, HEAD, OPTIONS, PUT or DELETE is sent to another handler, once, if
   *   the node of its handler is lost before it responded. That handler may have begun. With mode {@code stream} only
   *   requests without a body are sent again.
   */
  public RouteOptions setResend(boolean resend) {
    this.resend = resend;
    return this;
  }

  public ChoiceOptions getChoice() {
    return choice;
  }

  /** @param choice how a server in a cluster chooses the node; kept, not copied */
  public RouteOptions setChoice(ChoiceOptions choice) {
    this.choice = Objects.requireNonNull(choice, "choice");
    return this;
  }

  public TokenOptions.Check getToken() {
    return token;
  }

  /** @param token whether the bearer token of a request is verified, with the keys of {@link TokenOptions} */
  public RouteOptions setToken(TokenOptions.Check token) {
    this.token = Objects.requireNonNull(token, "token");
    return this;
  }

  /** {@code null}, the default, for no limit. */
  public RateLimitOptions getRateLimit() {
    return rateLimit;
  }

  /** @param limit how many requests of one client the route takes, in all instances of a JVM; kept, not copied */
  public RouteOptions setRateLimit(RateLimitOptions limit) {
    rateLimit = limit;
    return this;
  }

  private static String notEmpty(String name, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + " is \"\"; it must not be empty");
    }
    return value;
  }

  private static long atLeast(long minimum, String name, long value) {
    if (value < minimum) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least " + minimum);
    }
    return value;
  }
}
