package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.json.JsonObject;

/**
 * OPEN, the request that opens a stream, and ACCEPT, its reply: who speaks, the number that frames to it bear, and how much
 * DATA it takes for now.
 */
public record BusOpening(String address, long stream, long credit) {

  public static BusOpening read(JsonReader in) {
    return new BusOpening(EndpointAddress.read(in), in.number("stream", 1, JsonReader.MAX_NUMBER),
      in.number("credit", 0, JsonReader.MAX_NUMBER));
  }

  /** What a malformed one names nevertheless, to be reset there; {@code null} if it names nothing. */
  public static BusOpening named(JsonObject json) {
    try {
      return read(new JsonReader(json.copy().put("credit", 0), ""));
    } catch (MalformedMessageException e) {
      return null;
    }
  }

  public JsonObject into(JsonObject json, String type) {
    return json.put("type", type).put("address", address).put("stream", stream).put("credit", credit);
  }
}
