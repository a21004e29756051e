package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.bus.wire.ServiceRequestJson;
import io.github.vertxnghttp2.service.syntax.MethodName;
import io.github.vertxnghttp2.service.syntax.Origin;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** A request that the client service sends. */
@DataObject
public class ServiceRequest {
  /** The name of the request in error messages. */
  private static final String PATH = "request";

  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private final MultiMap trailers = MultiMap.caseInsensitiveMultiMap();
  private String method = "GET";
  private String url;
  private Buffer body = Buffer.buffer();
  private long timeout;
  private String connect;

  /** Creates a GET request. The URL must still be set. */
  public ServiceRequest() {
  }

  /** A request without a body. */
  public ServiceRequest(String method, String url) {
    this();
    setMethod(method);
    setUrl(url);
  }

  /** A copy; the body is shared. */
  public ServiceRequest(ServiceRequest other) {
    headers.addAll(other.headers);
    trailers.addAll(other.trailers);
    method = other.method;
    url = other.url;
    body = other.body;
    timeout = other.timeout;
    connect = other.connect;
  }

  /**
   * Reads the JSON form on the event bus.
   *
   * @throws IllegalArgumentException if a member is unknown, missing or wrong; the message names its path and what is
   *   allowed
   */
  public ServiceRequest(JsonObject json) {
    ServiceRequestJson read = ServiceRequestJson.read(json, PATH);
    MethodName.checked(read.method(), PATH + ".method");
    Origin.of(read.url(), read.connect(), PATH);
    method = read.method();
    url = read.url();
    headers.addAll(read.headers());
    trailers.addAll(read.trailers());
    body = read.body();
    timeout = read.timeout();
    connect = read.connect();
  }

  /** The JSON form on the event bus. */
  public JsonObject toJson() {
    return new ServiceRequestJson(method, url, headers, trailers, body, timeout, connect).toJson();
  }

  public String getMethod() {
    return method;
  }

  /**
   * @param method any except CONNECT; GET by default; case matters
   * @throws IllegalArgumentException if it is not a token (RFC 9110 section 5.6.2), or a standard method in lower case
   */
  public ServiceRequest setMethod(String method) {
    this.method = MethodName.checked(ServiceRequestJson.checkedMethod(method, PATH), PATH + ".method");
    return this;
  }

  public String getUrl() {
    return url;
  }

  /** @param url absolute, with the scheme {@code http} (prior knowledge) or {@code https} */
  public ServiceRequest setUrl(String url) {
    this.url = url;
    return this;
  }

  /** The fields, to read or to change; a name may have several values. */
  @GenIgnore
  public MultiMap getHeaders() {
    return headers;
  }

  /** Sets a field, and removes other values of the name. */
  @GenIgnore
  public ServiceRequest putHeader(String name, String value) {
    headers.set(name, value);
    return this;
  }

  /** Fields to be sent after the body, to read or to change. */
  @GenIgnore
  public MultiMap getTrailers() {
    return trailers;
  }

  /** Sets a field to be sent after the body. */
  @GenIgnore
  public ServiceRequest putTrailer(String name, String value) {
    trailers.set(name, value);
    return this;
  }

  public Buffer getBody() {
    return body;
  }

  /** @param body empty for none, which is the default */
  public ServiceRequest setBody(Buffer body) {
    this.body = body == null ? Buffer.buffer() : body;
    return this;
  }

  /** Milliseconds; 0 for the timeout of the service. */
  public long getTimeout() {
    return timeout;
  }

  /**
   * @param milliseconds the time until the last byte of the response; 0, the default, for the timeout of the service
   */
  public ServiceRequest setTimeout(long milliseconds) {
    if (milliseconds < 0) {
      throw new IllegalArgumentException(PATH + ".timeout is " + milliseconds
        + "; it must be at least 1 (milliseconds)");
    }
    timeout = milliseconds;
    return this;
  }

  @Nullable
  public String getConnect() {
    return connect;
  }

  /**
   * @param connect {@code host:port} to connect to instead of the URL's host; {@code null}, the default, for the host
   *   of the URL
   */
  public ServiceRequest setConnect(@Nullable String connect) {
    this.connect = connect;
    return this;
  }
}
