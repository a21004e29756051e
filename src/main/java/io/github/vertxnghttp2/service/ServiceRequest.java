package io.github.vertxnghttp2.service;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import java.util.regex.Pattern;

/** A request that the client service is asked to send. */
@DataObject
public class ServiceRequest {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private final String place;
  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private final MultiMap trailers = MultiMap.caseInsensitiveMultiMap();
  private String method = "GET";
  private String url;
  private Buffer body = Buffer.buffer();
  private long timeout;
  private String connect;

  /** GET of a URL that is still to be set. */
  public ServiceRequest() {
    place = "request";
  }

  /** A request without a body. */
  public ServiceRequest(String method, String url) {
    this();
    setMethod(method);
    setUrl(url);
  }

  /** A copy; the body is shared. */
  public ServiceRequest(ServiceRequest other) {
    place = other.place;
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
    this(json, "request");
  }

  /** @param place what messages call it */
  ServiceRequest(JsonObject json, String place) {
    this.place = place;
    RequestJson.read(json, this);
  }

  /** What it was called in the message that it came in. */
  String place() {
    return place;
  }

  /** As it goes over the event bus. */
  public JsonObject toJson() {
    return RequestJson.write(this);
  }

  public String getMethod() {
    return method;
  }

  /**
   * @param method any but CONNECT; GET unless set
   * @throws IllegalArgumentException if it is no token, RFC 9110 section 5.6.2
   */
  public ServiceRequest setMethod(String method) {
    if (!TOKEN.matcher(method).matches() || method.equals("CONNECT")) {
      throw new IllegalArgumentException(place + ".method is \"" + method + "\"; it must be a method such as GET, and not CONNECT");
    }
    this.method = method;
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
      throw new IllegalArgumentException(place + ".timeout is " + milliseconds + "; it must be at least 1 (milliseconds)");
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

  /** Where it goes. */
  Origin origin() {
    if (url == null) {
      throw new IllegalArgumentException(place + ".url is missing");
    }
    return Origin.of(url, connect, place);
  }
}
