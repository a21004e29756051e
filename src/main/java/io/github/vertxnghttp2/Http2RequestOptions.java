package io.github.vertxnghttp2;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.time.Duration;

/** Options of one request of {@link Http2}. */
@DataObject
public class Http2RequestOptions {
  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private Buffer body;
  private String host;
  private int port = -1;
  private Duration timeout;
  private ClientOptions client = new ClientOptions();

  /** No fields, no body, no time limit. */
  public Http2RequestOptions() {
  }

  /** A copy. The body is not copied: both options share it. */
  public Http2RequestOptions(Http2RequestOptions other) {
    headers.addAll(other.headers);
    body = other.body;
    host = other.host;
    port = other.port;
    timeout = other.timeout;
    client = new ClientOptions(other.client);
  }

  /** The header fields. The caller may change them. */
  public MultiMap getHeaders() {
    return headers;
  }

  /** Sets a field. It replaces all fields of the same name. */
  public Http2RequestOptions putHeader(String name, String value) {
    headers.set(name, value);
    return this;
  }

  /** The body; {@code null} for none. */
  public Buffer getBody() {
    return body;
  }

  /** @param body bytes; {@code null} for none */
  public Http2RequestOptions setBody(Buffer body) {
    this.body = body;
    return this;
  }

  /** Sets the body to text as UTF-8. */
  @GenIgnore
  public Http2RequestOptions setBody(String body) {
    return setBody(Buffer.buffer(body));
  }

  /** Sets the body to JSON, and content-type to application/json unless it is set. */
  @GenIgnore
  public Http2RequestOptions setBody(JsonObject body) {
    return json(body.toBuffer());
  }

  /** Sets the body to JSON, and content-type to application/json unless it is set. */
  @GenIgnore
  public Http2RequestOptions setBody(JsonArray body) {
    return json(body.toBuffer());
  }

  private Http2RequestOptions json(Buffer body) {
    if (!headers.contains("content-type")) {
      headers.set("content-type", "application/json");
    }
    return setBody(body);
  }

  /** The host to connect to; {@code null} for the host of the URL. */
  public String getHost() {
    return host;
  }

  /**
   * @param host to connect to instead of the host of the URL. {@code :authority} and the name for TLS are still those
   *   of the URL
   */
  public Http2RequestOptions setHost(String host) {
    this.host = host;
    return this;
  }

  /** The port to connect to; -1 for the port of the URL. */
  public int getPort() {
    return port;
  }

  /**
   * @param port to connect to instead of the port of the URL, or of the default port of its scheme (80 or 443).
   *   {@code :authority} is still that of the URL
   */
  public Http2RequestOptions setPort(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + "; it must be from 0 to 65535");
    }
    this.port = port;
    return this;
  }

  /** The time limit of the request; {@code null} for none. */
  public Duration getTimeout() {
    return timeout;
  }

  /**
   * @param timeout from connecting to the last byte of the response; {@code null}, the default, for none. Connecting
   *   also has its own limits: {@code connectTimeout} and {@code http2.handshakeTimeout}. If the request's body is not
   *   sent completely when the response is complete, the rest may be sent within {@code http2.shutdownGracePeriod}.
   */
  public Http2RequestOptions setTimeout(Duration timeout) {
    if (timeout != null && timeout.toMillis() < 1) {
      throw new IllegalArgumentException("timeout is " + timeout + "; it must be at least a millisecond");
    }
    this.timeout = timeout;
    return this;
  }

  public ClientOptions getClient() {
    return client;
  }

  /**
   * @param client how to connect: TLS, limits, settings and so on. Its host and port are not used. Its {@code ssl}
   *   counts only if the scheme of the URL is neither http nor https.
   */
  public Http2RequestOptions setClient(ClientOptions client) {
    this.client = client;
    return this;
  }
}
