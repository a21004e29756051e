package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.bus.JsonBytes;
import io.github.vertxnghttp2.service.bus.JsonFields;
import io.github.vertxnghttp2.service.bus.JsonReader;
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

  ServiceResponse(int status, MultiMap headers, MultiMap trailers, Buffer body) {
    this.status = status;
    this.headers.addAll(headers);
    this.trailers.addAll(trailers);
    this.body = body;
  }

  /**
   * @param json as it comes over the event bus
   * @throws IllegalArgumentException that names the path of what is missing or wrong, and says what is allowed
   */
  public ServiceResponse(JsonObject json) {
    JsonReader in = new JsonReader(json, "response.");
    status = (int) in.number("status", 200, 999);
    headers.addAll(in.fields("headers"));
    trailers.addAll(in.fields("trailers"));
    Buffer bytes = in.optionalBytes("body");
    body = bytes == null ? Buffer.buffer() : bytes;
  }

  /** As it goes over the event bus: the body is base64url without padding, and absent if it is empty, as trailers are. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("status", status).put("headers", JsonFields.write(headers));
    if (!trailers.isEmpty()) {
      json.put("trailers", JsonFields.write(trailers));
    }
    return body.length() == 0 ? json : json.put("body", JsonBytes.write(body));
  }

  /** From 200 to 999. */
  public int getStatus() {
    return status;
  }

  /** The fields; a name may stand more than once. */
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
