package io.github.vertxnghttp2;

import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.limits.Limit;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.tracing.TracingPolicy;

import java.util.Objects;

/** Options of a {@link ClientSession}: the options of a Vert.x {@code NetClient}, and options for HTTP/2. */
@DataObject
public class ClientOptions extends NetClientOptions {

  /** How an HTTP/2 connection without TLS starts, RFC 9113 section 3. */
  public enum Cleartext {
    /** The client sends HTTP/2 at once, because it knows that the server supports it. */
    PRIOR_KNOWLEDGE,
    /** The client first asks for the upgrade, by an {@code OPTIONS *} request in HTTP/1.1 (RFC 7540 section 3.2). */
    UPGRADE
  }

  /** How often the client sends a request again that the server refused with REFUSED_STREAM. */
  public static final int DEFAULT_REFUSED_STREAM_RETRIES = 3;

  /** How many informational responses may come before the final one. */
  public static final int DEFAULT_MAX_INFORMATIONAL_RESPONSES = Limit.MAX_INFORMATIONAL_RESPONSES.defaultValue();

  private String host = "localhost";
  private int port = -1;
  private String path;
  private Cleartext cleartext = Cleartext.PRIOR_KNOWLEDGE;
  private int refusedStreamRetries = DEFAULT_REFUSED_STREAM_RETRIES;
  private int maxInformationalResponses = DEFAULT_MAX_INFORMATIONAL_RESPONSES;
  private TracingPolicy tracingPolicy = TracingPolicy.PROPAGATE;
  private Http2Options http2 = new Http2Options();

  /**
   * The defaults: localhost, cleartext, prior knowledge. With TLS, the client must trust the server's certificate, and
   * the certificate must name the host.
   */
  public ClientOptions() {
    setHostnameVerificationAlgorithm("HTTPS");
  }

  /** A deep copy. */
  public ClientOptions(ClientOptions other) {
    super(other);
    host = other.host;
    port = other.port;
    path = other.path;
    cleartext = other.cleartext;
    refusedStreamRetries = other.refusedStreamRetries;
    maxInformationalResponses = other.maxInformationalResponses;
    tracingPolicy = other.tracingPolicy;
    http2 = new Http2Options(other.http2);
  }

  /**
   * @throws IllegalArgumentException if a key is unknown or a value is not allowed; the message says what is allowed
   */
  public ClientOptions(JsonObject json) {
    super(StrictJson.check(json, ClientOptions.class, ""));
    if (!json.containsKey("hostnameVerificationAlgorithm")) {
      setHostnameVerificationAlgorithm("HTTPS");
    }
    host = json.getString("host", host);
    port = json.getInteger("port", port);
    if (json.containsKey("path")) {
      setPath(json.getString("path"));
    }
    cleartext = Cleartext.valueOf(json.getString("cleartext", cleartext.name()));
    tracingPolicy = TracingPolicy.valueOf(json.getString("tracingPolicy", tracingPolicy.name()));
    setRefusedStreamRetries(json.getInteger("refusedStreamRetries", refusedStreamRetries));
    setMaxInformationalResponses(json.getInteger("maxInformationalResponses", maxInformationalResponses));
    if (json.containsKey("http2")) {
      http2 = StrictJson.at("http2", Http2Options.class, () -> new Http2Options(json.getJsonObject("http2")));
    }
  }

  /** A deep copy. */
  public ClientOptions copy() {
    return new ClientOptions(this);
  }

  @Override
  public JsonObject toJson() {
    JsonObject json = super.toJson();
    if (path != null) {
      json.put("path", path);
    }
    return json
      .put("host", host)
      .put("port", port)
      .put("cleartext", cleartext.name())
      .put("refusedStreamRetries", refusedStreamRetries)
      .put("maxInformationalResponses", maxInformationalResponses)
      .put("tracingPolicy", tracingPolicy.name())
      .put("http2", http2.toJson());
  }

  public String getHost() {
    return host;
  }

  /**
   * @param host name or address to connect to. It is also the host in {@code :authority} and the name that the
   *   certificate must have
   */
  public ClientOptions setHost(String host) {
    this.host = host;
    return this;
  }

  /** The port to connect to. If it was not set: 443 with TLS, 80 without. */
  public int getPort() {
    return port >= 0 ? port : isSsl() ? 443 : 80;
  }

  /** @param port from 0 to 65,535 */
  public ClientOptions setPort(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + "; it must be from 0 to 65535");
    }
    this.port = port;
    return this;
  }

  /** The path of the unix domain socket to connect to; {@code null} if the client connects to host and port. */
  public String getPath() {
    return path;
  }

  /**
   * @param path of the unix domain socket to connect to, instead of host and port; {@code null} for none. Host and port
   *   still give {@code :authority}, and the certificate must still name the host
   */
  public ClientOptions setPath(String path) {
    if (path != null && path.isEmpty()) {
      throw new IllegalArgumentException("path is \"\"; it must be that of a file");
    }
    this.path = path;
    return this;
  }

  public Cleartext getCleartext() {
    return cleartext;
  }

  /** @param cleartext how HTTP/2 starts without TLS. With TLS it has no effect, because ALPN selects the protocol */
  public ClientOptions setCleartext(Cleartext cleartext) {
    this.cleartext = cleartext;
    return this;
  }

  public int getRefusedStreamRetries() {
    return refusedStreamRetries;
  }

  /**
   * @param times how often the client queues a request again that the server refused with REFUSED_STREAM (RFC 9113
   *   section 8.7). The client does so only if the request has no body, or if its body was given in one piece. Other
   *   requests fail with {@link UnprocessedException}. So does a request that is refused after the last retry.
   */
  public ClientOptions setRefusedStreamRetries(int times) {
    if (times < 0) {
      throw new IllegalArgumentException("refusedStreamRetries is " + times + "; it must be at least 0");
    }
    refusedStreamRetries = times;
    return this;
  }

  public int getMaxInformationalResponses() {
    return maxInformationalResponses;
  }

  /**
   * @param responses how many responses with a status from 100 to 199 a server may send before the final one, RFC 9110
   *   section 15.2. If it sends more, the client resets the stream with ENHANCE_YOUR_CALM
   */
  public ClientOptions setMaxInformationalResponses(int responses) {
    maxInformationalResponses = Limit.MAX_INFORMATIONAL_RESPONSES.check(responses);
    return this;
  }

  public TracingPolicy getTracingPolicy() {
    return tracingPolicy;
  }

  /**
   * @param policy when a request gets a span, if Vert.x has a tracer. {@code PROPAGATE} (the default): if the context
   *   on which the request is created has a span. {@code ALWAYS}: always. {@code IGNORE}: never
   */
  public ClientOptions setTracingPolicy(TracingPolicy policy) {
    tracingPolicy = Objects.requireNonNull(policy, "tracingPolicy");
    return this;
  }

  public Http2Options getHttp2() {
    return http2;
  }

  /** @param http2 settings, limits and logs of the connection. The object is used as it is, not copied */
  public ClientOptions setHttp2(Http2Options http2) {
    this.http2 = http2;
    return this;
  }

  @Override
  public ClientOptions setSsl(boolean ssl) {
    super.setSsl(ssl);
    return this;
  }

  @Override
  public ClientOptions setTrustAll(boolean trustAll) {
    super.setTrustAll(trustAll);
    return this;
  }

  @Override
  public ClientOptions setTrustOptions(TrustOptions options) {
    super.setTrustOptions(options);
    return this;
  }
}
