package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.json.JsonObject;

/**
 * What OPEN, the request that opens a stream, and ACCEPT, its reply, have in common.
 *
 * @param address of the endpoint that sends the message
 * @param stream the number of the stream in frames to that endpoint
 * @param credit bytes of DATA that may be sent to that endpoint
 */
public record BusOpening(String address, long stream, long credit) {

  public static BusOpening read(JsonReader in) {
    return new BusOpening(EndpointAddress.read(in), in.number("stream", 1, JsonReader.MAX_NUMBER),
      in.number("credit", 0, JsonReader.MAX_NUMBER));
  }

  /** The endpoint and stream of a malformed message, so that the stream can be reset; {@code null} if it names none. */
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
