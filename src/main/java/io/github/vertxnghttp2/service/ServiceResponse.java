package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.bus.wire.ServiceResponseJson;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** A response that the client service has read to its end. */
@DataObject
public class ServiceResponse {
  private final int status;
  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private final MultiMap trailers = MultiMap.caseInsensitiveMultiMap();
  private final Buffer body;

  /**
   * Reads the JSON form on the event bus.
   *
   * @throws IllegalArgumentException if a member is missing or wrong; the message names its path and what is allowed
   */
  public ServiceResponse(JsonObject json) {
    ServiceResponseJson read = ServiceResponseJson.read(json);
    status = read.status();
    headers.addAll(read.headers());
    trailers.addAll(read.trailers());
    body = read.body();
  }

  /**
   * The JSON form on the event bus. The body is base64url without padding; body and trailers are absent if they are
   * empty.
   */
  public JsonObject toJson() {
    return new ServiceResponseJson(status, headers, trailers, body).toJson();
  }

  /** From 200 to 999. */
  public int getStatus() {
    return status;
  }

  /** The fields; a name may have several values. */
  @GenIgnore
  public MultiMap getHeaders() {
    return headers;
  }

  /** The fields that came after the body. */
  @GenIgnore
  public MultiMap getTrailers() {
    return trailers;
  }

  /** Empty if there is none. */
  public Buffer getBody() {
    return body;
  }
}
