package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * A response of the client service as a JSON object.
 *
 * @param status from 200 to 999
 */
public record ServiceResponseJson(int status, MultiMap headers, MultiMap trailers, Buffer body) {
  /** @throws MalformedMessageException that names the path of what is missing or wrong */
  public static ServiceResponseJson read(JsonObject json) {
    JsonReader in = new JsonReader(json, "response.");
    int status = (int) in.number("status", 200, 999);
    MultiMap headers = in.fields("headers");
    MultiMap trailers = in.fields("trailers");
    Buffer body = in.optionalBytes("body");
    return new ServiceResponseJson(status, headers, trailers, body == null ? Buffer.buffer() : body);
  }

  /** The object; trailers and body are absent if they are empty. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("status", status).put("headers", JsonFields.write(headers));
    if (!trailers.isEmpty()) {
      json.put("trailers", JsonFields.write(trailers));
    }
    return body.length() == 0 ? json : json.put("body", JsonBytes.write(body));
  }
}
