package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.bus.wire.ServiceRequestJson;
import io.github.vertxnghttp2.service.syntax.Origin;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** A request that the client service is asked to send. */
@DataObject
public class ServiceRequest {
  /** The name of a request in messages. */
  private static final String PATH = "request";

  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private final MultiMap trailers = MultiMap.caseInsensitiveMultiMap();
  private String method = "GET";
  private String url;
  private Buffer body = Buffer.buffer();
  private long timeout;
  private String connect;

  /** GET of a URL that is still to be set. */
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
   * @param json as it goes over the event bus
   * @throws IllegalArgumentException that names the path of what is unknown, missing or wrong, and says what is allowed
   */
  public ServiceRequest(JsonObject json) {
    ServiceRequestJson read = ServiceRequestJson.read(json, PATH);
    Origin.of(read.url(), read.connect(), PATH);
    method = read.method();
    url = read.url();
    headers.addAll(read.headers());
    trailers.addAll(read.trailers());
    body = read.body();
    timeout = read.timeout();
    connect = read.connect();
  }

  /** As it goes over the event bus. */
  public JsonObject toJson() {
    return new ServiceRequestJson(method, url, headers, trailers, body, timeout, connect).toJson();
  }

  public String getMethod() {
    return method;
  }

  /**
   * @param method any but CONNECT; GET unless set
   * @throws IllegalArgumentException if it is no token, RFC 9110 section 5.6.2
   */
  public ServiceRequest setMethod(String method) {
    this.method = ServiceRequestJson.checkedMethod(method, PATH);
    return this;
  }

  public String getUrl() {
    return url;
  }

  /** @param url {@code http://} (prior knowledge) or {@code https://}, a host, and what else there is to ask for */
  public ServiceRequest setUrl(String url) {
    this.url = url;
    return this;
  }

  /** The fields, to read or to change; a name may stand more than once. */
  @GenIgnore
  public MultiMap getHeaders() {
    return headers;
  }

  /** Sets a field in place of those of the same name. */
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

  /** @param body bytes; empty, as it is unless set, for none */
  public ServiceRequest setBody(Buffer body) {
    this.body = body == null ? Buffer.buffer() : body;
    return this;
  }

  /** 0 for that of the service. */
  public long getTimeout() {
    return timeout;
  }

  /** @param milliseconds to the last byte of the response, at least 1; 0, as it is unless set, for that of the service */
  public ServiceRequest setTimeout(long milliseconds) {
    if (milliseconds < 0) {
      throw new IllegalArgumentException(PATH + ".timeout is " + milliseconds + "; it must be at least 1 (milliseconds)");
    }
    timeout = milliseconds;
    return this;
  }

  @Nullable
  public String getConnect() {
    return connect;
  }

  /** @param connect {@code host:port} to dial in place of the URL's; {@code null}, as it is unless set, for none */
  public ServiceRequest setConnect(@Nullable String connect) {
    this.connect = connect;
    return this;
  }
}
