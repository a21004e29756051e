package io.github.vertxnghttp2.service;

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

  /** @param json as it comes over the event bus */
  public ServiceResponse(JsonObject json) {
    status = json.getInteger("status");
    FieldsJson.read(json, "headers", "response", headers);
    FieldsJson.read(json, "trailers", "response", trailers);
    body = Buffer.buffer(json.getBinary("body", new byte[0]));
  }

  /** As it goes over the event bus: the body is base64url without padding, and absent if it is empty, as trailers are. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("status", status).put("headers", FieldsJson.write(headers));
    if (!trailers.isEmpty()) {
      json.put("trailers", FieldsJson.write(trailers));
    }
    return body.length() == 0 ? json : json.put("body", RequestJson.base64(body));
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
